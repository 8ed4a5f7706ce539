import { randomUUID } from 'node:crypto';
import { ReconcylError, type TaskState } from '@reconcyl/contracts';
import { checkLimit, decodeCursor, encodeCursor } from '../cursor.ts';
import { type ConnectionOptions, openConnection } from '../redis/connection.ts';
import { hearChanges } from '../redis/hear-changes.ts';
import { createLayout } from '../redis/layout.ts';
import { decodePosition, encodePosition, parseRecord, unlisted } from '../redis/record.ts';
import { deleteScript, listScript, putScript, runScript } from '../redis/scripts.ts';
import type { TaskStore } from '../task-store.ts';

export interface RedisTaskStoreOptions extends ConnectionOptions {
  /** Before every key and channel; nothing else on the server may use it. Default `status:`. */
  readonly prefix?: string | undefined;
  /**
   * From the last write of a record until it may be removed. Longer than reports and tombstones are kept, whose end deletes the
   * record: this is for what was missed.
   */
  readonly retentionMs: number;
}

/** Records over their time that one write removes: more than it adds. */
const removedAtOnce = 10;

/**
 * The task store of many machines, in one Redis (7.0 or later) that may be lost whole. It opens also while the server is away:
 * whoever has another way to an answer goes on. `changes` gives the writes of all connections.
 */
export async function createRedisTaskStore(options: RedisTaskStoreOptions): Promise<TaskStore> {
  const { prefix = 'status:', retentionMs, waitMs = 1000 } = options;
  const layout = createLayout(prefix);
  const connection = openConnection({ ...options, waitMs });
  const hearing = hearChanges(connection, layout);
  await connection.use(() => hearing.first).catch(() => undefined);

  return {
    get: async (tenant, taskId) => {
      const record = await connection.use((redis) => redis.get(layout.record(tenant, taskId)));
      return record === null ? undefined : parseRecord(record);
    },
    put: async (state, expectedVersion) => {
      const { tenant, taskId, status, name = '' } = state;
      const keys = [layout.record(tenant, taskId), layout.written, layout.version];
      const values = [
        ...[layout.records, layout.lists, `${tenant}:${taskId}`, expectedVersion],
        ...[positionOf(state), status, name, JSON.stringify(state)],
        ...[retentionMs * 1000, removedAtOnce, layout.changes],
      ];
      return (await connection.use((redis) => runScript(redis, putScript, keys, values))) === 1;
    },
    list: async ({ tenant, status, name, cursor, limit }) => {
      checkLimit(limit);
      const after = cursor === undefined ? '' : encodePosition(decodeCursor(cursor));
      const list = layout.list({ tenant, status, name });
      // One more than asked for tells whether there is a next page.
      const values = [`${layout.records}${tenant}:`, after, limit + 1];
      const page = await connection.use((redis) => runScript(redis, listScript, [list], values));
      const [positions, records] = page as [string[], (string | null)[]];
      const shown = records.slice(0, limit).filter((record) => record !== null);
      const items = shown.map((record) => parseRecord(record).state);
      const last = positions[limit - 1];
      if (positions.length <= limit || last === undefined) return { items };
      return { items, nextCursor: encodeCursor(decodePosition(last)) };
    },
    delete: async (tenant, taskId) => {
      const values = [layout.records, layout.lists, `${tenant}:${taskId}`];
      await connection.use((redis) => runScript(redis, deleteScript, [layout.written], values));
    },
    changes: hearing.changes,
    epoch: async () => {
      const [mark, info] = await connection.use((redis) => {
        const made = randomUUID();
        // Both in one go over one connection, so that they are of one server.
        return Promise.all([
          redis.set(layout.epoch, made, 'NX', 'GET').then((found) => found ?? made),
          redis.info('server'),
        ]);
      });
      // A server that was started again may have lost its last writes, with the mark still there.
      return `${mark}.${fieldOf(info, 'run_id')}`;
    },
    ping: async () => {
      const info = await connection.use((redis) => redis.info('memory'));
      const evicts = fieldOf(info, 'maxmemory_policy').startsWith('allkeys-') && fieldOf(info, 'maxmemory') !== '0';
      if (!evicts) return;
      throw new ReconcylError('RECON_UNAVAILABLE', 'Redis may drop records: its maxmemory-policy must be noeviction.');
    },
    close: async () => {
      hearing.stop();
      connection.close();
    },
  };
}

function positionOf({ acceptedAt, taskId }: TaskState): string {
  return acceptedAt === undefined ? unlisted : encodePosition({ acceptedAt: Date.parse(acceptedAt), taskId });
}

/** A field of what the server tells of itself, in lines `name:value`. */
function fieldOf(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
}
