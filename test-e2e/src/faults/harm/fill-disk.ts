import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Harm, Needs, Scene } from '../fault.ts';
import { begun } from './moments.ts';

const smallDiskName = 'small-disk';

/** A disk of its own for normalizer and reconciler; to mount it needs Linux and root. */
export async function smallDisk(folder: string): Promise<Needs> {
  const disk = join(folder, smallDiskName);
  await mkdir(disk);
  await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
  const env = { SCRATCH_DIR: join(disk, 'scratch') };
  return {
    envOf: { normalizer: env, reconciler: env },
    remove: async () => void (await promisify(execFile)('umount', [disk])),
  };
}

export async function fillDisk({ system, work }: Scene): Promise<Harm> {
  await begun(work);
  const filler = join(system.dataFolder, smallDiskName, 'filler');
  const times = 4;
  for (let n = 0; n < times; n += 1) {
    await fill(filler);
    await setTimeout(3000);
    await rm(filler);
    await setTimeout(1000);
  }
  return { times: `${times} times` };
}

/** Takes all room that there is, to the last block. */
async function fill(file: string): Promise<void> {
  for (let bytes = 1024 ** 2; bytes >= 4096; ) {
    try {
      await writeFile(file, Buffer.alloc(bytes), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      bytes /= 4;
    }
  }
}
