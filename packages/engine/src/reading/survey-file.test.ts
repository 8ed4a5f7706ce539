import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { ReconcylError } from '@reconcyl/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lineOfRecord } from './line-map.ts';
import { surveyFile } from './survey-file.ts';
import { createReadingFixture, type ReadingFixture } from './testing/reading-fixture.ts';

let fixture: ReadingFixture;
beforeEach(async () => {
  fixture = await createReadingFixture();
});
afterEach(() => fixture.remove());

const codeOf = async (reading: Promise<unknown>): Promise<string> => {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof ReconcylError ? error.code : `${error}`;
};

describe('surveying a plain file', () => {
  it('leaves it to DuckDB, and says how many records must come out', async () => {
    const text = 'id,amount\n1,2.00\n2,3.00\n';
    const reading = await fixture.survey(text);
    expect(reading).toMatchObject({
      mode: 'direct',
      rows: 2,
      columns: ['id', 'amount'],
      sizeBytes: 24,
      sha256: createHash('sha256').update(text).digest('hex'),
      encoding: { label: 'utf-8' },
      dialect: { delimiter: ',', quote: '', hasHeader: true, preambleLines: 0 },
      csv: { delimiter: ',', quote: '', skipLines: 1, columnCount: 2 },
      rejects: [],
      warnings: [],
    });
    expect(reading.lines).toEqual({
      total: 3,
      preamble: 0,
      header: 1,
      rows: 2,
      continuation: 0,
      set_aside: 0,
      empty: 0,
      rejected: 0,
    });
    expect(lineOfRecord(reading.lineMap, 1)).toBe(3);
    expect(await readdir(fixture.workDir)).toEqual(['input.csv']);
  });

  it.each([
    ['without a final line end', 'a,b\n1,2\n3,4', 2],
    ['with CRLF', 'a,b\r\n1,2\r\n3,4\r\n', 2],
    ['with a byte-order mark', '\ufeffa,b\n1,2\n', 1],
    ['with quotes', 'a,b\n1,"x, ""y"""\n"2",z\n', 2],
    ['with empty lines at the end', 'a,b\n1,2\n\n\n', 1],
    ['with a preamble', 'Report\n\na,b\n1,2\n3,4\n', 2],
    ['with a last column that is often blank', 'a,b\n1,\n2,\n', 2],
    ['with a header and no rows', 'a,b\n', 0],
    ['with tabs', 'a\tb\n1\t2\n', 1],
  ])('reads one %s directly', async (_, text, rows) => {
    expect(await fixture.survey(text)).toMatchObject({ mode: 'direct', rows });
  });

  it('counts lines over the borders of its blocks', async () => {
    const row = `1,${'x'.repeat(96)}\r\n`;
    const rows = 100_000;
    const reading = await fixture.survey(`a,b\r\n${row.repeat(rows)}`);
    expect(reading).toMatchObject({ mode: 'direct', rows, lines: { total: rows + 1 } });
  });
});

describe('surveying a file that needs care', () => {
  it.each([
    ['windows-1252', Buffer.from('a,b\n1,\xfc\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le')],
    ['mixed line ends', 'a,b\n1,2\r\n3,4\n'],
    ['CR as line ends', 'a,b\r1,2\r3,4\r'],
    ['empty lines between rows', 'a,b\n1,2\n\n3,4\n'],
    ['a row of blank cells', 'a,b\n1,2\n ,\u00a0\n3,4\n'],
    ['a quoted row of blank cells', 'a,b\n1,2\n"",""\n3,4\n'],
    ['a repeated header', 'a,b\n1,2\na,b\n3,4\n'],
    ['a header repeated with quotes', 'a,b\n1,2\n"a", "b"\n3,4\n'],
    ['a delimiter at the end of one line', 'a,b\n1,2\n3,4,\n5,6\n'],
    ['formula cells', 'a,b\n1,="01"\n'],
    ['backslashes before quotes', 'a,b\n1,"x\\"\n'],
    ['NUL characters', 'a,b\n1,2,\0\n3,4\n'],
    ['a closing delimiter', 'a,b\n1,2,\n3,4,\n'],
    ['a header with a line break', '"a\nx",b\n1,2\n'],
    ['a quote in the preamble', 'it is 5" long\n\na,b,c\n1,2,3\n4,5,6\n'],
    ['an empty line at the end of a single column', 'a\nx\n\n'],
  ])('reads %s carefully at once', async (_, content) => {
    expect((await fixture.survey(content)).mode).toBe('clean');
  });
});

describe('refusing a file', () => {
  it('has a code for each', async () => {
    expect(await codeOf(fixture.survey(''))).toBe('RECON_FILE_EMPTY');
    expect(await codeOf(fixture.survey('\ufeff'))).toBe('RECON_FILE_NO_HEADER');
    expect(await codeOf(fixture.survey('\n\n'))).toBe('RECON_FILE_NO_HEADER');
    expect(await codeOf(fixture.survey('%PDF-1.7'))).toBe('RECON_FILE_BINARY');
    expect(await codeOf(fixture.survey('a,b\n1,2\n', { encoding: 'no-such' }))).toBe('RECON_ENCODING_UNKNOWN');
    const missing = { path: `${fixture.workDir}/none`, displayName: 'none' };
    expect(await codeOf(surveyFile(missing, 'source', undefined, { workDir: fixture.workDir }))).toBe(
      'RECON_FILE_NOT_READABLE',
    );
    const folder = { path: fixture.workDir, displayName: 'folder' };
    expect(await codeOf(surveyFile(folder, 'source', undefined, { workDir: fixture.workDir }))).toBe(
      'RECON_FILE_NOT_READABLE',
    );
  });

  it('stops when it is cancelled', async () => {
    const signal = AbortSignal.abort();
    expect(await codeOf(fixture.survey('a,b\n1,2\n', undefined, { signal }))).toBe('RECON_CANCELLED');
  });
});
