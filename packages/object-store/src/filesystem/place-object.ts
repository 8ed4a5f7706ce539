import { linkSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import type { PutOptions } from '../object-store.ts';
import { ensureFolder, syncFolder } from './folders.ts';
import { etagAt } from './object-info.ts';
import type { StoreLock } from './store-lock.ts';
import { ifThere, isSystemError } from './system-errors.ts';

/** How often a folder is made again that others removed as empty before the object was in it. */
const maxTries = 10;

/** Gives a complete file its name, durably, if the condition holds; whether it did. The temporary name may remain. */
export async function placeObject(
  { root, lock }: { readonly root: string; readonly lock: StoreLock },
  temp: string,
  path: string,
  condition: Pick<PutOptions, 'ifAbsent' | 'ifMatch'>,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    await ensureFolder(root, dirname(path));
    try {
      const placed = condition.ifAbsent ? placeNew(temp, path) : replace(lock, temp, path, condition.ifMatch);
      // Also for the loser, who may act on the winner's object before the winner has come to this line. The folder is gone
      // already when someone deleted all that was in it.
      await ifThere(syncFolder(dirname(path)));
      return placed;
    } catch (error) {
      if (!isSystemError(error, 'ENOENT') || tries === maxTries) throw error;
    }
  }
}

/** link(2) fails when the name exists: one of any number of racers wins, without a lock. */
function placeNew(temp: string, path: string): boolean {
  try {
    linkSync(temp, path);
    return true;
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
    if (etagAt(path) !== undefined) return false;
    throw new ReconcylError('RECON_INTERNAL', 'A folder or a link stands where an object is to be written.');
  }
}

/** rename(2) replaces whatever is there, so comparing and renaming must be one step among all who replace or delete. */
function replace(lock: StoreLock, temp: string, path: string, ifMatch: string | undefined): boolean {
  return lock.hold(() => {
    if (ifMatch !== undefined && etagAt(path) !== ifMatch) return false;
    renameSync(temp, path);
    return true;
  });
}
