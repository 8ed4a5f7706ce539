import { lstat, mkdir, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { ifThere, isSystemError } from './system-errors.ts';

/**
 * Whether there is something of this path and no part of it is a symbolic link. The root, with which it begins, is given by its
 * real path.
 */
export async function isRealFolder(folder: string): Promise<boolean> {
  return (await ifThere(realpath(folder))) === folder;
}

/**
 * Folders whose own names this process knows to be durable. One that is there may have been made by another process this very
 * moment, and not be synced yet.
 */
const durable = new Set<string>();
const mostRemembered = 10_000;

/**
 * Makes a folder below the root, and what is missing between them, so that it survives a crash. Never goes through a symbolic link.
 * Rejects with ENOENT when someone removes a folder above it meanwhile.
 */
export async function ensureFolder(root: string, folder: string): Promise<void> {
  if (folder === root) return;
  if (durable.has(folder) && (await isRealFolder(folder))) return;
  const parent = dirname(folder);
  await ensureFolder(root, parent);
  const found = await ifThere(lstat(folder));
  if (found?.isSymbolicLink()) {
    throw new ReconcylError('RECON_INTERNAL', 'A symbolic link stands in the way of an object.');
  }
  if (found === undefined) await makeFolder(folder);
  await syncFolder(parent);
  if (durable.size >= mostRemembered) durable.clear();
  durable.add(folder);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
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
