import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { csvRelation } from './csv-relation.ts';
import { CsvReadError, toEngineError } from './errors.ts';
import { scratchDatabase, scratchFolder } from './testing/scratch.ts';

const mebibyte = 1024 ** 2;
const spilling = "SELECT md5(i::VARCHAR) a, md5(i::VARCHAR || 'x') b FROM range(2000000) t(i) ORDER BY 1";

describe('errors of DuckDB', () => {
  it('are RECON_WORK_TOO_LARGE when the memory or the room for spilled data ends', async () => {
    const { query } = await scratchDatabase({
      workDir: await scratchFolder(),
      memoryBytes: 32 * mebibyte,
      maxTempBytes: mebibyte,
    });
    await expect(query(`CREATE TABLE t AS ${spilling}`)).rejects.toMatchObject({ code: 'RECON_WORK_TOO_LARGE' });
  });

  it.runIf(existsSync('/dev/full'))('are RECON_DISK_FULL when the disk is full', async () => {
    const { query } = await scratchDatabase({ workDir: await scratchFolder(), readPaths: ['/dev/full'] });
    const written = query("COPY (SELECT range FROM range(100000)) TO '/dev/full' (FORMAT csv, USE_TMP_FILE false)");
    await expect(written).rejects.toMatchObject({ code: 'RECON_DISK_FULL' });
  });

  it('are RECON_DISK_FULL when a quota is used up', () => {
    const error = new Error('IO Error: Could not write file "/a\nb": Disk quota exceeded');
    expect(toEngineError(error)).toMatchObject({ code: 'RECON_DISK_FULL', cause: error });
  });

  it.each([
    ['a field too few', 'a,b\nc\n'],
    ['a field too many', 'a,b\nc,d,e\n'],
    ['an unclosed quote', 'a,b\n"c,d\n'],
    ['text after a quote', 'a,b\n"c"x,d\n'],
    ['invalid bytes', Buffer.from([0x61, 0x2c, 0xff, 0x0a])],
    ['mixed line ends', 'a,b\r\nc,d\ne,f\r\n'],
    ['a record beyond the largest', `a,${'x'.repeat(2_500_000)}\n`],
    ['a record beyond the buffer', `a,${'x'.repeat(5_000_000)}\na,b\n`],
  ])('are a CsvReadError for %s', async (_, content) => {
    const folder = await scratchFolder();
    const path = join(folder, 'x.csv');
    await writeFile(path, content);
    const { query } = await scratchDatabase({ workDir: folder });
    const source = { path, delimiter: ',', quote: '"', escape: '"', skipLines: 0, columnCount: 2 };
    const error = await query(`SELECT count(c0), count(c1) FROM ${csvRelation(source)}`).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(CsvReadError);
  });

  it('are RECON_INTERNAL otherwise, with their text in the cause alone', async () => {
    const { query } = await scratchDatabase({ workDir: await scratchFolder() });
    const error: unknown = await query("SELECT 'a secret cell'::INTEGER").catch((thrown) => thrown);
    if (!(error instanceof ReconcylError)) throw new Error('expected a coded error');
    expect(error.code).toBe('RECON_INTERNAL');
    expect(error.detail).toBeUndefined();
    expect(error.message).not.toContain('secret');
    expect(String(error.cause)).toContain('a secret cell');
  });

  it('are not mistaken for another kind by what a cell says', async () => {
    const { query } = await scratchDatabase({ workDir: await scratchFolder() });
    for (const text of ['CSV Error on Line: 1', 'Out of Memory Error', 'No space left on device', 'INTERRUPT Error']) {
      await expect(query(`SELECT '${text}'::INTEGER`)).rejects.toMatchObject({ code: 'RECON_INTERNAL' });
    }
  });

  it('keep the code that they have already', () => {
    const coded = new ReconcylError('RECON_KEY_COLUMN_UNKNOWN');
    const reading = new CsvReadError(new Error('x'));
    expect([toEngineError(coded), toEngineError(reading)]).toEqual([coded, reading]);
  });
});
