import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CsvSource } from '../types.ts';
import { csvRelation } from './csv-relation.ts';
import { scratchDatabase, scratchFolder } from './testing/scratch.ts';

const plain = { delimiter: ',', quote: '"', escape: '"', skipLines: 0, columnCount: 2 };

async function read(content: string | Buffer, options: Partial<CsvSource> = {}, select = '*') {
  const workDir = await scratchFolder();
  const path = join(workDir, 'file.csv');
  await writeFile(path, content);
  const { query } = await scratchDatabase({ workDir });
  return await query(`SELECT ${select} FROM ${csvRelation({ ...plain, path, ...options })}`);
}

describe('a CSV relation', () => {
  it('gives every field as text and blank ones as NULL, quoted or not', async () => {
    expect(await read('001,1e5\n,""\nNULL,\\N\n#a, b \n')).toEqual([
      ['001', '1e5'],
      [null, null],
      ['NULL', '\\N'],
      ['#a', ' b '],
    ]);
  });

  it.each([['\n'], ['\r\n'], ['\r']])('takes %j as the end of a line', async (end) => {
    expect(await read(['a,b', '"c\nd",e', ''].join(end))).toEqual([
      ['a', 'b'],
      ['c\nd', 'e'],
    ]);
  });

  it.each([[';'], ['\t'], ['|'], ["'"], ['\x1f'], ['§'], ['→'], ['😀']])('takes %j as delimiter', async (delimiter) => {
    expect(await read(`a${delimiter}"b${delimiter}c"\n`, { delimiter })).toEqual([['a', `b${delimiter}c`]]);
  });

  it("reads ' as quote, doubled inside", async () => {
    expect(await read("'a,''b''',\"c\"\n", { quote: "'", escape: "'" })).toEqual([["a,'b'", '"c"']]);
  });

  it('reads a backslash as escape', async () => {
    expect(await read('"a\\"b","c\\\\"\n', { escape: '\\' })).toEqual([['a"b', 'c\\']]);
  });

  it('reads quotes as they stand when there is no quote character', async () => {
    expect(await read('"a,b"\nc"d,"\n', { quote: '', escape: '' })).toEqual([
      ['"a', 'b"'],
      ['c"d', '"'],
    ]);
  });

  it('keeps line breaks, doubled quotes and delimiters inside quotes', async () => {
    expect(await read('"a\nb","c ""d"", e"\n')).toEqual([['a\nb', 'c "d", e']]);
  });

  it('keeps NULs', async () => {
    expect(await read('a\0b,"\0"\n\0,c\n')).toEqual([
      ['a\0b', '\0'],
      ['\0', 'c'],
    ]);
  });

  it.each([[''], ['\n'], ['a,b'], ['a,b\n'], ['\ufeffa,b\n']])(
    'has no rows below the header of %j',
    async (content) => {
      expect(await read(content, { skipLines: 1 })).toEqual([]);
    },
  );

  it('has no rows in an empty file', async () => {
    expect(await read('')).toEqual([]);
  });

  it('leaves a byte-order mark out and the last line without an end in', async () => {
    expect(await read('\ufeff"a",b\nc,d')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('skips the lines above the records, empty ones too', async () => {
    expect(await read('Statement\n\nname,amount\na,1\n', { skipLines: 3 })).toEqual([['a', '1']]);
  });

  it('does not count empty lines as records, except as blanks of a single column', async () => {
    expect(await read('a,b\n\nc,d\n\n')).toHaveLength(2);
    expect(await read('a\n\nb\n', { columnCount: 1 })).toEqual([['a'], [null], ['b']]);
  });

  it('reads some of 5,000 columns in little memory', async () => {
    const header = Array.from({ length: 5000 }, (_, index) => index).join(',');
    expect(await read(`${header}\n`, { columnCount: 5000 }, 'c0, c4999')).toEqual([['0', '4999']]);
  });

  it('reads cells of 8 MB wherever they stand when it is told the longest record', async () => {
    const cell = 'x'.repeat(8 * 1024 ** 2);
    const content = `a,b\na,${cell}\n${'a,b\n'.repeat(1_000_000)}${cell},b\n${'a,b\n'.repeat(10)}`;
    const totals = await read(content, { maxRecordBytes: cell.length + 3 }, 'count(*), max(len(c0)), sum(len(c1))');
    expect(totals).toEqual([[1_000_013, cell.length, cell.length + 1_000_012]]);
  });

  it('leaves out what does not read when it is for a sample', async () => {
    const workDir = await scratchFolder();
    const path = join(workDir, 'file.csv');
    await writeFile(path, 'a,b\nc\nd,e\n');
    const { query } = await scratchDatabase({ workDir });
    const relation = csvRelation({ ...plain, path }, { skipUnreadable: true });
    expect(await query(`SELECT * FROM ${relation}`)).toEqual([
      ['a', 'b'],
      ['d', 'e'],
    ]);
  });

  it('comes out short where the last record is beyond the buffer, so callers count', async () => {
    expect(await read(`a,b\nc,${'x'.repeat(5_000_000)}\n`, {}, 'count(*)')).toEqual([[1]]);
  });

  it('comes out short below a preamble with a quote, so callers count', async () => {
    expect(await read('4" pipes\na,b\nc,d\n', { skipLines: 1 }, 'count(*)')).toEqual([[2]]);
    expect(await read('"4 pipes\na,b\nc,d\n', { skipLines: 1 }, 'count(*)')).toEqual([[0]]);
  });

  it.each([['a*.csv'], ['a?.csv'], ['bank[1].csv'], ['a\0.csv']])(
    'refuses the path %j, which would be a pattern',
    (path) => {
      expect(() => csvRelation({ ...plain, path })).toThrow(expect.objectContaining({ code: 'RECON_WORK_FOLDER' }));
    },
  );
});
