import { statfs } from 'node:fs/promises';
import { ReconcylError } from '@reconcyl/contracts';

export interface FreeSpace {
  /** Bytes that may be used: what is free, less the reserve. */
  readonly usableBytes: () => Promise<number>;
  /** Throws RECON_DISK_FULL when this much does not fit, or when nothing does. */
  readonly require: (bytes: number) => Promise<void>;
}

export function createFreeSpace(root: string, reserveBytes: number, probe: FreeBytesProbe = freeBytes): FreeSpace {
  const usableBytes = async () => Math.max(0, (await probe(root)) - reserveBytes);
  return {
    usableBytes,
    async require(bytes) {
      if ((await usableBytes()) < Math.max(bytes, 1)) throw new ReconcylError('RECON_DISK_FULL');
    },
  };
}

/** Free bytes of the file system that holds a folder. */
export type FreeBytesProbe = (folder: string) => Promise<number>;

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
