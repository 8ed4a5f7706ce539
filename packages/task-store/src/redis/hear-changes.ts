import type { TaskState } from '@reconcyl/contracts';
import type { Redis } from 'ioredis';
import { createChangeFeed } from '../change-feed.ts';
import type { TaskStore } from '../task-store.ts';
import type { Connection } from './connection.ts';
import type { Layout } from './layout.ts';
import { parseRecord } from './record.ts';
import { runScript, writtenSinceScript } from './scripts.ts';

/** Most records that are read after a break. As with a slow reader, the oldest changes beyond it are not told. */
const mostMissed = 1000;
const hearAgainMs = 1000;

interface Listener {
  readonly tenant: string;
  readonly taskId: string | undefined;
  readonly push: (state: TaskState) => void;
}

/**
 * Hears of every write by a channel, from the moment that the connection stands. After a break it reads what was written since the
 * last version that it heard of. Both go over one connection, in order: what is read before a message comes is older than it.
 */
export function hearChanges(connection: Connection, layout: Layout) {
  const listeners = new Set<Listener>();
  /** The last version that was heard of or read. */
  let heard = 0;
  /** The last version from before a break, until what came after it was read. */
  let missedSince: number | undefined;
  let hearAgain: NodeJS.Timeout | undefined;
  const first = Promise.withResolvers<void>();

  function tell(record: string): void {
    if (listeners.size === 0) return;
    const { state } = parseRecord(record);
    for (const { tenant, taskId, push } of listeners) {
      if (state.tenant === tenant && (taskId === undefined || taskId === state.taskId)) push(state);
    }
  }

  async function hear(redis: Redis): Promise<void> {
    missedSince ??= heard;
    await redis.subscribe(layout.changes);
    const keys = [layout.written, layout.version];
    // Without a listener there is nobody to tell, but from now on versions are followed.
    const most = listeners.size > 0 ? mostMissed : 0;
    const missed = await runScript(redis, writtenSinceScript, keys, [layout.records, missedSince, most]);
    const [version, records] = missed as [string, (string | null)[]];
    missedSince = undefined;
    heard = Number(version);
    for (const record of records.reverse()) if (record !== null) tell(record);
    if (records.length === mostMissed) await tellOfOwnTasks(redis);
  }

  /** Who follows one task hears of it, however much else was written. */
  async function tellOfOwnTasks(redis: Redis): Promise<void> {
    for (const { tenant, taskId, push } of listeners) {
      const record = taskId === undefined ? null : await redis.get(layout.record(tenant, taskId));
      if (record !== null) push(parseRecord(record).state);
    }
  }

  connection.onMessage((record) => {
    heard = Number.parseInt(record, 10);
    tell(record);
  });
  connection.onReady(function begin(): void {
    clearTimeout(hearAgain);
    connection
      .use(hear)
      .catch(() => {
        // Where only the right to listen is missing, the connection stands and nothing else would try again.
        hearAgain = setTimeout(begin, hearAgainMs);
        hearAgain.unref();
      })
      .finally(first.resolve);
  });

  return {
    /** Resolves when it listens, or when the first try has failed. */
    first: first.promise,
    changes: ((filter, signal) => {
      const listener: Listener = {
        tenant: filter.tenant,
        taskId: filter.taskId,
        push: (state) => feed.push(state),
      };
      const feed = createChangeFeed(signal, () => listeners.delete(listener));
      if (!signal.aborted) listeners.add(listener);
      return feed;
    }) satisfies TaskStore['changes'],
    stop: () => clearTimeout(hearAgain),
  };
}
