import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOrdinals } from './find-lines.ts';

describe('findOrdinals', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-lines-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function find(text: string, rows: (string | null)[][], mode: 'direct' | 'clean' = 'direct') {
    const path = join(folder, 'file.csv');
    await writeFile(path, text);
    return findOrdinals(
      { mode, csv: { path, delimiter: ',', quote: '"', escape: '"', skipLines: 1, columnCount: 2 } },
      rows,
    );
  }

  it('gives the ordinals of rows by their text, the last line without an end too', async () => {
    expect(
      await find('a,b\n1,x\n2,y\n3,z', [
        ['3', 'z'],
        ['1', 'x'],
      ]),
    ).toEqual([2, 0]);
  });

  it('reads CRLF, blank cells, text beyond ASCII and cells that need quotes', async () => {
    const text = 'a,b\r\n1,\r\n2,"x,""y"\r\nÄ,日本\r\n';
    expect(
      await find(text, [
        ['Ä', '日本'],
        ['1', null],
        ['2', 'x,"y'],
      ]),
    ).toEqual([2, 0, 1]);
  });

  it('finds a line that lies across two reads of the file', async () => {
    const filler = Array.from({ length: 300_000 }, (_, index) => `${index},filler of a line`);
    const text = `a,b\n${filler.join('\n')}\nlast,row\n`;
    expect(
      await find(text, [
        ['last', 'row'],
        ['200000', 'filler of a line'],
      ]),
    ).toEqual([300_000, 200_000]);
  });

  it('says so when a row is not written as its cells would be', async () => {
    expect(await find('a,b\n"1",x\n', [['1', 'x']])).toBeUndefined();
  });

  it('leaves files that were cut into records by the careful reader alone', async () => {
    expect(await find('a,b\n1,x\n', [['1', 'x']], 'clean')).toBeUndefined();
  });

  it('ignores cells behind those of the file, such as an amount made of debit and credit', async () => {
    expect(await find('a,b\n1,x\n', [['1', 'x', '5.00']])).toEqual([0]);
  });
});
