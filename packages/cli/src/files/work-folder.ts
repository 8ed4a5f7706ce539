import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';

export interface WorkFolder {
  readonly path: string;
  /** Removes it with all that is in it. Synchronous, so that it also works on the way out of the process. */
  readonly remove: () => void;
}

/**
 * A private folder for one run, which only this user can read. Throws RECON_WORK_FOLDER when it cannot be made or the engine could
 * not work in it.
 */
export function createWorkFolder(): WorkFolder {
  const path = makeFolder(tmpdir());
  chmodSync(path, 0o700);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

function makeFolder(parent: string): string {
  try {
    const realParent = realpathSync(parent);
    if (!/[*?[]/.test(realParent)) return mkdtempSync(join(realParent, 'reconcyl-'));
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    if (isFull) throw error;
    throw new ReconcylError('RECON_WORK_FOLDER', 'It does not exist, or this user may not write in it.', {
      cause: error,
    });
  }
  throw new ReconcylError('RECON_WORK_FOLDER', 'Its path holds *, ? or [, which the engine would take for a pattern.');
}
