import type { DatabaseSync } from 'node:sqlite';

/**
 * A message is stored once and fanned out, at publish, into one delivery for each consumer that wants it. A delivery that is
 * settled is deleted, and the message with its last delivery.
 *
 * `due_at` is the one column that says when a delivery may be taken: for a waiting one the moment before which it must not be
 * delivered, for a leased one the end of its lease. All times are milliseconds of the machine's clock, which is the store's.
 */
export function createQueueTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS messages (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      event TEXT NOT NULL,
      published_at INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS consumers (
      name TEXT PRIMARY KEY,
      types TEXT NOT NULL,
      lane TEXT,
      seen_at INTEGER NOT NULL,
      idle_ms INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS deliveries (
      consumer TEXT NOT NULL,
      seq INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      delivery_count INTEGER NOT NULL DEFAULT 0,
      lease TEXT,
      owner TEXT,
      PRIMARY KEY (consumer, seq)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS deliveries_by_seq ON deliveries (seq);
    CREATE INDEX IF NOT EXISTS deliveries_by_due ON deliveries (consumer, due_at);
    CREATE INDEX IF NOT EXISTS deliveries_leased ON deliveries (owner) WHERE owner IS NOT NULL;
    CREATE TABLE IF NOT EXISTS published (
      event_id TEXT PRIMARY KEY,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS published_by_time ON published (at);
    CREATE TABLE IF NOT EXISTS dead_letters (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      consumer TEXT NOT NULL,
      reason TEXT NOT NULL,
      delivery_count INTEGER NOT NULL,
      died_at INTEGER NOT NULL,
      event TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS upkeep (
      only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
      last_at INTEGER NOT NULL
    );
  `);
}
