import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { removeLeftovers, scratchOwner } from './leftovers.ts';

export interface Scratch {
  /**
   * Gives the work a private folder (0700) and removes it, however the work ends. `bytes` is what the work may need. Before anything
   * begins it throws NoRoomError when the disk or the bound has not that much left, RECON_DISK_FULL when the disk has next to nothing
   * left, and RECON_WORK_TOO_LARGE when the whole disk or the bound is too small for it.
   */
  readonly withScratch: <Result>(
    taskId: string,
    work: (folder: string) => Promise<Result>,
    bytes?: number,
  ) => Promise<Result>;
  /** Throws RECON_DISK_FULL while the disk has next to nothing left. */
  readonly probe: () => Promise<void>;
  /** Removes the folder of this process. */
  readonly close: () => Promise<void>;
}

/** There is no room for this piece of work now, while there may be for smaller ones: no reason to stop all work. */
export class NoRoomError extends ReconcylError {
  constructor() {
    super('RECON_DISK_FULL', 'It needs more room than the scratch folder has left.');
  }
}

/** A disk with less than 64 MiB left, or 5 % of a small disk, is full for everybody, whatever the work. */
function isFull({ totalBytes, freeBytes }: DiskRoom): boolean {
  return freeBytes < Math.min(64 * 1024 * 1024, totalBytes / 20);
}

/**
 * Opens a scratch folder for this process below `root`, and removes what dead processes left there. Throws RECON_WORK_FOLDER when
 * the engine could not work in it, so that a service says so at its start and not with every reconciliation.
 */
export async function createScratch(options: {
  readonly root: string;
  readonly maxBytes?: number | undefined;
  /** Room on the disk of a folder; for tests. */
  readonly roomOf?: ((folder: string) => Promise<DiskRoom>) | undefined;
}): Promise<Scratch> {
  const { root, maxBytes, roomOf = roomOnDisk } = options;
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

  async function admit(bytes: number): Promise<void> {
    switch (decideAdmission({ bytes, reserved, maxBytes, ...(await roomOf(home)) })) {
      case 'ok':
        return;
      case 'never':
        throw new ReconcylError('RECON_WORK_TOO_LARGE', 'The scratch folder can never hold it.');
      case 'full':
        throw new ReconcylError('RECON_DISK_FULL');
      case 'no-room':
        throw new NoRoomError();
    }
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
      // Not by what was refused last: that may never fit, and all other work would wait for it.
      if (isFull(await roomOf(home))) throw new ReconcylError('RECON_DISK_FULL');
    },
    close: () => rm(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}

interface DiskRoom {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

async function roomOnDisk(folder: string): Promise<DiskRoom> {
  const { blocks, bavail, bsize } = await statfs(folder);
  return { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
}

/** Whether work that may need so many bytes can begin: now, when there is room for it, when there is room at all, or never. */
export function decideAdmission(
  found: DiskRoom & {
    readonly bytes: number;
    /** What work in hand may still need. */
    readonly reserved: number;
    readonly maxBytes: number | undefined;
  },
): 'ok' | 'no-room' | 'full' | 'never' {
  const { bytes, reserved, maxBytes = Number.POSITIVE_INFINITY, totalBytes, freeBytes } = found;
  if (bytes > Math.min(maxBytes, totalBytes)) return 'never';
  if (reserved + bytes <= maxBytes && bytes <= freeBytes) return 'ok';
  return isFull(found) ? 'full' : 'no-room';
}
