import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, type OpenDatabaseOptions, openDatabase } from '../open.ts';

/** A folder that is gone when the test ends. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A database that is closed when the test ends. */
export async function scratchDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const database = await openDatabase({ threads: 2, memoryBytes: 256 * 1024 ** 2, ...options });
  onTestFinished(() => database.close());
  return database;
}
