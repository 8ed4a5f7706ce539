import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listObjects } from './list-objects.ts';

const isRoot = process.getuid?.() === 0;

describe('listObjects', () => {
  let root: string;

  beforeEach(async () => {
    // A folder for temporary files of root's own may be closed to whom a test makes itself.
    root = await mkdtemp(join(isRoot ? '/tmp' : tmpdir(), 'reconcyl-list-'));
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
      for await (const { key } of listObjects(root, 'open/', '', { windowSize })) keys.push(key);
      expect(keys).toEqual(expected);
    }
  });

  it('passes over a folder that others closed, and says so, where others may write', async () => {
    for (const name of ['a', 'closed', 'z']) {
      await mkdir(join(root, 'inbox', name), { recursive: true });
      await writeFile(join(root, 'inbox', name, 'x'), '');
    }
    await chmod(join(root, 'inbox/closed'), 0o000);
    const giveUp = await asNobody(root);
    try {
      const passedOver: string[] = [];
      const found = await Array.fromAsync(
        listObjects(root, 'inbox/', '', { onForeign: (path) => passedOver.push(path) }),
      );
      expect(found.map(({ key }) => key)).toEqual(['inbox/a/x', 'inbox/z/x']);
      expect(passedOver).toEqual([join(root, 'inbox/closed/')]);
      await expect(Array.fromAsync(listObjects(root, 'inbox/'))).rejects.toMatchObject({ code: 'EACCES' });
    } finally {
      giveUp();
      await chmod(join(root, 'inbox/closed'), 0o700);
    }
  });
});

/** Root may look everywhere: as root, this process is somebody else until the given function is called. */
async function asNobody(folder: string): Promise<() => void> {
  if (!isRoot) return () => undefined;
  await chmod(folder, 0o755);
  process.seteuid?.(65_534);
  return () => process.seteuid?.(0);
}
