import type { DatabaseSync } from 'node:sqlite';

/**
 * Calls back after another connection, most of all one of another process, has changed the database. `PRAGMA data_version` is a
 * look into shared memory (3 µs), so asking 40 times a second costs nothing to speak of. The timer keeps no process alive.
 */
export function watchChanges(database: DatabaseSync, everyMs: number, onChange: () => void): () => void {
  const version = database.prepare('PRAGMA data_version');
  let last = version.get()?.data_version;
  const timer = setInterval(() => {
    try {
      const current = version.get()?.data_version;
      if (current === last) return;
      onChange();
      last = current;
    } catch {
      // A passing I/O error or lock; the next look tries again.
    }
  }, everyMs).unref();
  return () => clearInterval(timer);
}
