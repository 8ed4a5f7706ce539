import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type RunningProcess, runProcess } from '@reconcyl/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskStore } from '../task-store.ts';
import { createSqliteTaskStore } from './sqlite.ts';

const writeTasks = new URL('../testing/processes/write-tasks.ts', import.meta.url);

describe('the SQLite task store among processes', { timeout: 30_000 }, () => {
  let folder: string;
  let file: string;
  let store: TaskStore;
  let child: RunningProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-task-store-'));
    file = join(folder, 'tasks.db');
    store = await createSqliteTaskStore({ file });
  });

  afterEach(async () => {
    await child.kill();
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('tells of what another process wrote, in the order of the last writes', async () => {
    const end = new AbortController();
    const changes = store.changes({ tenant: 'default' }, end.signal);
    child = runProcess(writeTasks, file, '5');
    const completed: number[] = [];
    for await (const { taskId, status } of changes) {
      if (status === 'completed') completed.push(Number(taskId.slice(-12)));
      if (completed.length === 5) break;
    }
    expect(completed).toEqual([0, 1, 2, 3, 4]);
    end.abort();
  });

  it('keeps what was written by a process that was killed', async () => {
    child = runProcess(writeTasks, file, '1000000');
    await child.line('written 50');
    await child.kill();
    const written = child.lines().filter((line) => line.startsWith('written'));
    for (let n = 0; n < written.length; n += 1) {
      const found = await store.get('default', `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`);
      expect(found?.state.status).toBe('completed');
    }
  });

  it('begins empty with a file of another version, as the status service fills it again', async () => {
    child = runProcess(writeTasks, file, '1');
    await child.line('finished');
    await child.kill();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 999');
    database.close();
    await store.close();
    store = await createSqliteTaskStore({ file });
    expect(await store.get('default', '01890000-0000-7000-8000-000000000000')).toBeUndefined();
  });
});
