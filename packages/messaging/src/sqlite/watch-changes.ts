import type { DatabaseSync } from 'node:sqlite';

/**
 * Calls back after another connection, most of all one of another process, has changed the database. `PRAGMA data_version` is a
 * look into shared memory (3 µs), so asking 40 times a second costs nothing to speak of. The timer keeps no process alive.
 */
export function watchChanges(database: DatabaseSync, everyMs: number, onChange: () => void): () => void {
  const version = database.prepare('PRAGMA data_version');
  let last = version.get()?.data_version;
  const timer = setInterval(() => {
    let current: unknown;
    try {
      current = version.get()?.data_version;
    } catch {
      return; // A passing I/O error; the next look tells.
    }
    if (current === last) return;
    last = current as typeof last;
    onChange();
  }, everyMs).unref();
  return () => clearInterval(timer);
}
