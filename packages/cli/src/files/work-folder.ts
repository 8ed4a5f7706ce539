import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface WorkFolder {
  readonly path: string;
  /** Removes it with all that is in it. Synchronous, so that it also works on the way out of the process. */
  readonly remove: () => void;
}

/** A private folder for one run, which only this user can read. */
export function createWorkFolder(): WorkFolder {
  const path = mkdtempSync(join(tmpdir(), 'reconcyl-'));
  chmodSync(path, 0o700);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}
