import { mkdir, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { ifThere, isSystemError } from './system-errors.ts';

/** Whether the folder is there and no part of its path below the root is a symbolic link. The root is given by its real path. */
export async function isRealFolder(folder: string): Promise<boolean> {
  return (await ifThere(realpath(folder))) === folder;
}

/** Makes the folder and what is missing above it, so that it survives a crash. Never goes through a symbolic link. */
export async function ensureFolder(folder: string): Promise<void> {
  const real = await ifThere(realpath(folder));
  if (real === folder) return;
  if (real !== undefined) throw new ReconcylError('RECON_INTERNAL', 'A symbolic link stands in the way of an object.');
  const parent = dirname(folder);
  await ensureFolder(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
  }
  await syncFolder(parent);
  if (!(await isRealFolder(folder))) {
    throw new ReconcylError('RECON_INTERNAL', 'An object or a link stands where a folder is needed.');
  }
}

/** Makes the names in a folder durable: fsync of a file alone does not cover the entry that points to it. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows can neither open nor sync a folder, and orders these by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
