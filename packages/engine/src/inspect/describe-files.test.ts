import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeFiles } from './describe-files.ts';
import { mostInspected } from './sample.ts';

describe('describeFiles of one file', () => {
  let folder: string;
  let workDir: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-describe-'));
    workDir = join(folder, 'work');
    await mkdir(workDir);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function describeText(text: string) {
    const path = join(folder, 'file.csv');
    await writeFile(path, text);
    const { files } = await describeFiles({ files: [{ side: 'source', path, displayName: 'file.csv' }], workDir });
    expect(await readdir(workDir)).toEqual([]);
    return files[0];
  }

  it('tells columns, kinds and samples', async () => {
    expect(await describeText('id,amount\n1,2.50\n2,\n3,4.25\n')).toMatchObject({
      rows: 3,
      rejects: [],
      columns: [
        { name: 'id', samples: ['1', '2', '3'] },
        { name: 'amount', kind: 'decimal', samples: ['2.50', '4.25'] },
      ],
    });
  });

  it('counts records where a cell holds a line break, so that lines and records are not as many', async () => {
    expect(await describeText('id,note\n1,"first\nsecond"\n2,c\n')).toMatchObject({
      rows: 2,
      rejects: [],
      columns: [{ name: 'id' }, { name: 'note', samples: ['first\nsecond', 'c'] }],
    });
  });

  it('tells which lines are no records', async () => {
    expect(await describeText('id,note\n1,a\n2,b,surplus\n3,c\n')).toMatchObject({
      rows: 2,
      rejects: [{ line: 3 }],
    });
  });

  it('counts the records of a file that it otherwise knows by a sample', async () => {
    const lines = Array.from({ length: mostInspected.rows }, (_, n) => `${n},x`);
    expect(await describeText(`id,note\n0,"first\nsecond"\n${lines.join('\n')}\n`)).toMatchObject({
      rows: mostInspected.rows + 1,
      rejects: [],
    });
  });
});
