import { closeSync, openSync } from 'node:fs';

/**
 * Makes a file that its owner alone may read, before SQLite makes it readable by all; its -wal and -shm files take over the mode of
 * this one. A file that exists is not touched: closing any descriptor of it would drop the locks that other connections of this
 * process hold on it.
 */
export function createPrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
