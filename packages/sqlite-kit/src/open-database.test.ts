import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from './open-database.ts';
import { watchChanges } from './watch-changes.ts';

describe('openDatabase', () => {
  let folder: string;
  let opened: DatabaseSync[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reconcyl-sqlite-'));
    opened = [];
  });
  afterEach(() => {
    for (const database of opened) database.close();
    rmSync(folder, { recursive: true });
  });

  const prepare = (database: DatabaseSync) => database.exec('CREATE TABLE IF NOT EXISTS t (n INTEGER)');
  async function open(file: string): Promise<DatabaseSync> {
    const database = await openDatabase({ file, prepare, synchronous: 'FULL' });
    opened.push(database);
    return database;
  }

  it('makes the file and its folder, and lets the owner alone read both', async () => {
    const file = join(folder, 'new', 'a.sqlite');
    (await open(file)).exec('INSERT INTO t VALUES (1)');
    const modes = [join(folder, 'new'), file, `${file}-wal`].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  it('keeps every commit through a power cut: WAL mode that waits for the disk', async () => {
    const database = await open(join(folder, 'a.sqlite'));
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  });

  it('opens the same new file several times at once', async () => {
    const file = join(folder, 'a.sqlite');
    const databases = await Promise.all([open(file), open(file), open(file)]);
    databases[0]?.exec('INSERT INTO t VALUES (7)');
    expect(databases.map((database) => database.prepare('SELECT n FROM t').get())).toEqual(
      databases.map(() => ({ n: 7 })),
    );
  });

  it('says that the store is not available where a folder stands in the place of the file', async () => {
    mkdirSync(join(folder, 'a.sqlite'));
    await expect(open(join(folder, 'a.sqlite'))).rejects.toMatchObject({ code: 'RECON_UNAVAILABLE' });
  });

  it('leaves a file alone that is no database', async () => {
    const file = join(folder, 'a.sqlite');
    writeFileSync(
      file,
      'something that someone wrote by hand, longer than a header of SQLite would be, to be sure of it',
    );
    await expect(open(file)).rejects.toThrow(/not a database/);
    expect(statSync(file).size).toBe(95);
  });

  it('lets connections notice what others wrote, and nothing after the end of the watch', async () => {
    const file = join(folder, 'a.sqlite');
    const [reader, writer] = [await open(file), await open(file)];
    const onChange = vi.fn();
    const stop = watchChanges(reader, 1, onChange);
    writer.exec('INSERT INTO t VALUES (1)');
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), { timeout: 15_000 });
    stop();
    writer.exec('INSERT INTO t VALUES (2)');
    const second = vi.fn();
    const stopSecond = watchChanges(reader, 1, second);
    writer.exec('INSERT INTO t VALUES (3)');
    await vi.waitFor(() => expect(second).toHaveBeenCalledTimes(1), { timeout: 15_000 });
    stopSecond();
    expect(onChange).toHaveBeenCalledTimes(1);
  });
});
