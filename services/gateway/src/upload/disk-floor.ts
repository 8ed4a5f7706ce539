import { ReconcylError } from '@reconcyl/contracts';

export interface DiskFloor {
  /** Throws RECON_DISK_FULL when fewer than the floor would be free after `bytes` more. */
  readonly check: (bytes: number) => Promise<void>;
}

/** Keeps a floor of free space, so that what was accepted can still be worked on. Where it cannot be known, all passes. */
export function createDiskFloor(freeBytes: () => Promise<number | undefined>, floorBytes: number): DiskFloor {
  return {
    async check(bytes) {
      const free = await freeBytes();
      if (free !== undefined && free - bytes < floorBytes) throw new ReconcylError('RECON_DISK_FULL');
    },
  };
}
