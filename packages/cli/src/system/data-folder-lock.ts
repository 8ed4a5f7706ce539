import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ReconcylError } from '@reconcyl/contracts';

/** SQLITE_BUSY */
const busy = 5;

/**
 * Takes the data folder for this process, and makes it if it is not there. The lock is one of the operating system, held through
 * SQLite, so it ends with the process however that ends: a killed process never leaves a lock behind. Throws
 * RECON_DATA_FOLDER_IN_USE, and RECON_DATA_FOLDER when the folder cannot be made or written. Gives the function that lets the folder go.
 */
export function lockDataFolder(folder: string): () => void {
  const lock = openLock(folder);
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) {
      throw new ReconcylError('RECON_DATA_FOLDER_IN_USE', undefined, { cause: error });
    }
    throw error;
  }
  return () => lock.close();
}

function openLock(folder: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(folder, 'serve.lock'));
  } catch (error) {
    throw new ReconcylError('RECON_DATA_FOLDER', reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'There is a file in its place.';
    case 'ENOSPC':
      return 'The disk is full.';
    default:
      return 'It cannot be made, or this user may not write in it.';
  }
}
