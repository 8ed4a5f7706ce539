import { realpathSync } from 'node:fs';
import type { TaskState } from '@reconcyl/contracts';
import { joinChangeHub, openDatabase, processIdentity, toCodedError, watchChanges } from '@reconcyl/sqlite-kit';
import { createChangeFeed } from '../change-feed.ts';
import { checkLimit } from '../cursor.ts';
import { createTaskTables } from '../sqlite/task-schema.ts';
import { createTasks } from '../sqlite/tasks.ts';
import type { TaskStore } from '../task-store.ts';

export interface SqliteTaskStoreOptions {
  /** The database; made, with its folder, when it is not there. */
  readonly file: string;
  /** How often a connection with readers of `changes` looks for writes of other processes. Default 25 ms. */
  readonly pollMs?: number | undefined;
}

const written = 'written';

/**
 * The task store of one machine, in one SQLite file that any number of processes may open. `changes` gives writes of this process
 * at once and those of others within `pollMs`; of several writes of another process between two looks it gives the last.
 */
export async function createSqliteTaskStore({ file, pollMs = 25 }: SqliteTaskStoreOptions): Promise<TaskStore> {
  const database = await openDatabase({ file, prepare: createTaskTables, synchronous: 'FULL' });
  const hub = joinChangeHub<TaskState>(realpathSync(file));
  const tasks = createTasks(database, processIdentity);
  const feeds = new Set<(state: TaskState) => void>();
  let stopWatching: (() => void) | undefined;
  let seen = 0;

  function readOthersWrites(): void {
    const reached = tasks.lastVersion();
    for (const state of tasks.writtenByOthers(seen, reached)) for (const push of feeds) push(state);
    seen = reached;
  }

  function changes(filter: { tenant: string; taskId?: string }, signal: AbortSignal): AsyncIterable<TaskState> {
    const push = (state: TaskState) => {
      if (state.tenant !== filter.tenant) return;
      if (filter.taskId === undefined || filter.taskId === state.taskId) feed.push(state);
    };
    let stopHearing = () => {};
    const feed = createChangeFeed(signal, () => {
      stopHearing();
      feeds.delete(push);
      if (feeds.size === 0) stopWatching?.();
    });
    if (signal.aborted) return feed;
    if (feeds.size === 0) {
      seen = tasks.lastVersion();
      stopWatching = watchChanges(database, pollMs, readOthersWrites);
    }
    feeds.add(push);
    stopHearing = hub.hear(written, push);
    return feed;
  }

  return {
    get: async (tenant, taskId) => coded(() => tasks.get(tenant, taskId)),
    put: async (state, expectedVersion) => {
      const isWritten = coded(() => inTransaction(() => tasks.put(state, expectedVersion)));
      if (isWritten) hub.announce(written, state);
      return isWritten;
    },
    list: async (query) => {
      checkLimit(query.limit);
      return coded(() => tasks.list(query));
    },
    delete: async (tenant, taskId) => coded(() => tasks.delete(tenant, taskId)),
    changes,
    epoch: async () => coded(() => tasks.epoch()),
    ping: async () => void coded(() => tasks.lastVersion()),
    close: async () => {
      if (!database.isOpen) return;
      stopWatching?.();
      hub.leave();
      database.close();
    },
  };

  function inTransaction<Result>(work: () => Result): Result {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}

function coded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toCodedError(error);
  }
}
