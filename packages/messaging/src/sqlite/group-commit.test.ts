import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';

describe('createGroupCommit', () => {
  let database: DatabaseSync;
  let commit: GroupCommit;

  beforeEach(() => {
    database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY)');
    commit = createGroupCommit(database);
  });
  afterEach(() => database.close());

  const insert = (n: number) => commit.write(() => database.prepare('INSERT INTO numbers VALUES (?)').run(n));
  const stored = () =>
    database
      .prepare('SELECT n FROM numbers ORDER BY n')
      .all()
      .map(({ n }) => n);

  it('commits all writes of one turn together', async () => {
    const exec = vi.spyOn(database, 'exec');
    await Promise.all(Array.from({ length: 100 }, (_, n) => insert(n)));
    expect(stored()).toHaveLength(100);
    expect(exec.mock.calls.flat()).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
  });

  it('waits for the disk when one of the writes of a turn must be durable', async () => {
    const exec = vi.spyOn(database, 'exec');
    const level = () => database.prepare('PRAGMA synchronous').get()?.synchronous;
    await commit.writeLightly(() => 1);
    expect(level()).toBe(1);
    await Promise.all([commit.writeLightly(() => 2), insert(1)]);
    expect(level()).toBe(2);
    await commit.writeLightly(() => 3);
    expect(level()).toBe(1);
    expect(exec.mock.calls.flat().filter((sql) => sql === 'COMMIT')).toHaveLength(3);
  });

  it('resolves with the result of the work, after the commit', async () => {
    const result = await commit.write(() => 'result');
    expect(result).toBe('result');
    expect(database.isTransaction).toBe(false);
  });

  it('fails only the write that is wrong, not the others of its group', async () => {
    const results = await Promise.allSettled([insert(1), insert(2), insert(1), insert(3)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(stored()).toEqual([1, 2, 3]);
  });

  it('leaves nothing behind of a write that throws halfway', async () => {
    const write = commit.write(() => {
      database.exec('INSERT INTO numbers VALUES (7)');
      throw new Error('halfway');
    });
    await expect(write).rejects.toThrow('halfway');
    expect(stored()).toEqual([]);
  });

  it('commits what is queued when it is closed, and refuses what comes then', async () => {
    const write = insert(1);
    commit.close();
    await write;
    expect(stored()).toEqual([1]);
    await expect(insert(2)).rejects.toMatchObject({ code: 'RECON_UNAVAILABLE' });
  });
});
