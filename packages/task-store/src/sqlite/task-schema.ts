import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Grows when the tables or the shape of a stored state change. */
const schemaVersion = 2;

/**
 * One row a task. The store is a copy of what the objects say, so a file of another version is emptied and not migrated: the
 * status service fills it again.
 *
 * `version` comes from one counter for the whole store. So it grows with every write also over a deletion, and what was written
 * since a moment is found by it. `epoch` is made with the tables, so it is another one in a new file.
 */
export function createTaskTables(database: DatabaseSync): void {
  const found = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (found === schemaVersion) return;
  database.exec(`
    DROP TABLE IF EXISTS tasks;
    DROP TABLE IF EXISTS counter;
    CREATE TABLE tasks (
      tenant TEXT NOT NULL,
      task_id TEXT NOT NULL,
      version INTEGER NOT NULL,
      writer TEXT NOT NULL,
      accepted_at INTEGER,
      status TEXT NOT NULL,
      name TEXT,
      state TEXT NOT NULL,
      PRIMARY KEY (tenant, task_id)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX tasks_by_version ON tasks (version);
    CREATE INDEX tasks_by_acceptance ON tasks (tenant, accepted_at, task_id) WHERE accepted_at IS NOT NULL;
    CREATE TABLE counter (
      only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
      version INTEGER NOT NULL,
      epoch TEXT NOT NULL
    );
    INSERT INTO counter VALUES (1, 0, '${randomUUID()}');
    PRAGMA user_version = ${schemaVersion};
  `);
}
