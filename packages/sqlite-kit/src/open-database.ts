import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { createPrivateFile } from './create-private-file.ts';
import { isBusy, toCodedError } from './sqlite-errors.ts';

export interface OpenOptions {
  readonly file: string;
  /** Run once under the write lock; must be harmless when the tables exist. */
  readonly prepare: (database: DatabaseSync) => void;
  /** FULL keeps every commit through a power cut; NORMAL may lose the last ones, and never corrupts. */
  readonly synchronous: 'FULL' | 'NORMAL';
}

/** How long a statement waits for the write lock of another process. Transactions here take about a millisecond. */
const busyTimeoutMs = 5000;
/** The WAL file is cut back to this after a checkpoint, so that one burst does not keep its size for ever. */
const walLimitBytes = 8 * 1024 * 1024;

/** Opens a database that several processes share, in WAL mode; the file and its folder are the owner's alone. */
export async function openDatabase({ file, prepare, synchronous }: OpenOptions): Promise<DatabaseSync> {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    createPrivateFile(file);
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    await switchToWal(database);
    database.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA journal_size_limit = ${walLimitBytes}`);
    database.exec('BEGIN IMMEDIATE');
    prepare(database);
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database?.close();
    throw toCodedError(error);
  }
}

/** The switch needs the database alone, and SQLite does not wait by itself when two processes start at once. */
async function switchToWal(database: DatabaseSync): Promise<void> {
  const giveUpAt = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > giveUpAt) throw error;
      await delay(5 + Math.random() * 20);
    }
  }
}
