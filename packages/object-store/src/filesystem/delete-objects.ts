import { unlinkSync } from 'node:fs';
import { opendir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRealFolder, syncFolder } from './folders.ts';
import { folderOfPrefix } from './keys.ts';
import { listObjects } from './list-objects.ts';
import type { StoreLock } from './store-lock.ts';
import { ifThere, isSystemError } from './system-errors.ts';

/** Removes one object, durably; false when there was none. Its folder stays: `deleteAll` removes folders. */
export async function deleteObject(lock: StoreLock, path: string): Promise<boolean> {
  const folder = dirname(path);
  if (!(await isRealFolder(folder))) return false;
  if (!unlinkUnderLock(lock, path)) return false;
  await ifThere(syncFolder(folder));
  return true;
}

/** Removes every object below a prefix and the folders that are empty then; gives the number of objects. */
export async function deleteAllObjects(lock: StoreLock, root: string, prefix: string): Promise<number> {
  let count = 0;
  for await (const { key } of listObjects(root, prefix)) if (unlinkUnderLock(lock, join(root, key))) count += 1;
  const folder = folderOfPrefix(prefix);
  if (folder === '' || !(await isRealFolder(join(root, folder)))) return count;
  await removeEmptyFolders(join(root, folder));
  return count;
}

function unlinkUnderLock(lock: StoreLock, path: string): boolean {
  return lock.hold(() => {
    try {
      unlinkSync(path);
      return true;
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return false;
      throw error;
    }
  });
}

/** Deepest first. What is not empty stays, e.g. because someone is putting an object there. */
async function removeEmptyFolders(folder: string): Promise<void> {
  const directory = await ifThere(opendir(folder));
  if (directory === undefined) return;
  for await (const entry of directory) if (entry.isDirectory()) await removeEmptyFolders(join(folder, entry.name));
  try {
    await rmdir(folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error;
    await ifThere(syncFolder(folder));
  }
}
