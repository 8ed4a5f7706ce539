import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { removeLeftovers, scratchOwner } from './leftovers.ts';

export interface Scratch {
  /**
   * Gives the work a private folder (0700) and removes it, however the work ends. `bytes` is what the work may need: when the disk
   * or the bound has not that much left, RECON_DISK_FULL is thrown before anything begins; when the bound alone is too small for
   * it, RECON_WORK_TOO_LARGE.
   */
  readonly withScratch: <Result>(
    taskId: string,
    work: (folder: string) => Promise<Result>,
    bytes?: number,
  ) => Promise<Result>;
  /** Throws RECON_DISK_FULL when the last refused piece of work would still be refused. */
  readonly probe: () => Promise<void>;
  /** Removes the folder of this process. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a scratch folder for this process below `root`, and removes what dead processes left there. Throws RECON_WORK_FOLDER when
 * the engine could not work in it, so that a service says so at its start and not with every reconciliation.
 */
export async function createScratch(options: {
  readonly root: string;
  readonly maxBytes?: number | undefined;
}): Promise<Scratch> {
  const { root, maxBytes } = options;
  await mkdir(root, { recursive: true, mode: 0o700 });
  if (/[*?[]/.test(await realpath(root))) {
    throw new ReconcylError(
      'RECON_WORK_FOLDER',
      'Its path holds *, ? or [, which the engine would take for a pattern.',
    );
  }
  await removeLeftovers(root);
  const home = join(root, `${scratchOwner}.${randomBytes(4).toString('hex')}`);
  await mkdir(home, { mode: 0o700 });
  let reserved = 0;
  let refused = 0;

  async function admit(bytes: number): Promise<void> {
    const found = await statfs(home);
    const verdict = decideAdmission({ bytes, reserved, maxBytes, freeBytes: found.bavail * found.bsize });
    if (verdict === 'ok') return;
    if (verdict === 'never') throw new ReconcylError('RECON_WORK_TOO_LARGE', 'The scratch folder may not hold it.');
    refused = bytes;
    throw new ReconcylError('RECON_DISK_FULL');
  }

  return {
    withScratch: async (taskId, work, bytes = 0) => {
      await admit(bytes);
      reserved += bytes;
      try {
        // mkdtemp makes the folder 0700; the id is in its name for the people who look.
        const folder = await mkdtemp(join(home, `${taskId}.`));
        try {
          return await work(folder);
        } finally {
          await rm(folder, { recursive: true, force: true, maxRetries: 3 });
        }
      } finally {
        reserved -= bytes;
      }
    },
    probe: async () => {
      await admit(refused);
      refused = 0;
    },
    close: () => rm(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Whether work that may need so many bytes can begin: now, later, or never under this bound. */
export function decideAdmission(found: {
  readonly bytes: number;
  /** What work in hand may still need. */
  readonly reserved: number;
  readonly maxBytes: number | undefined;
  readonly freeBytes: number;
}): 'ok' | 'later' | 'never' {
  const { bytes, reserved, maxBytes = Number.POSITIVE_INFINITY, freeBytes } = found;
  if (bytes > maxBytes) return 'never';
  return reserved + bytes <= maxBytes && bytes <= freeBytes ? 'ok' : 'later';
}
