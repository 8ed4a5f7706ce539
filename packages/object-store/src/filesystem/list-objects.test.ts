import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listObjects } from './list-objects.ts';

describe('listObjects', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'reconcyl-list-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('gives a folder of more entries than it holds in memory at once, in order', async () => {
    await mkdir(join(root, 'open'));
    const names = Array.from({ length: 25 }, (_, n) => `open/${String((n * 7) % 25).padStart(2, '0')}`);
    for (const name of names) await writeFile(join(root, name), name);
    await mkdir(join(root, 'open/07-folder'));
    await writeFile(join(root, 'open/07-folder/x'), '');
    const expected = [...names, 'open/07-folder/x'].sort();
    for (const windowSize of [1, 2, 3, 12, 25, 26, 27]) {
      const keys: string[] = [];
      for await (const { key } of listObjects(root, 'open/', '', windowSize)) keys.push(key);
      expect(keys).toEqual(expected);
    }
  });
});
