import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { TaskState } from '@reconcyl/contracts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { ListQuery, StoredTask } from '../task-store.ts';

/** The statements of the task store. `writer` marks what this process wrote, which readers in it have heard of already. */
export function createTasks(database: DatabaseSync, writer: string) {
  const one = database.prepare('SELECT version, state FROM tasks WHERE tenant = ? AND task_id = ?');
  const versionOf = database.prepare('SELECT version FROM tasks WHERE tenant = ? AND task_id = ?');
  const nextVersion = database.prepare('UPDATE counter SET version = version + 1 RETURNING version');
  const write = database.prepare(
    `INSERT OR REPLACE INTO tasks (tenant, task_id, version, writer, accepted_at, status, name, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM tasks WHERE tenant = ? AND task_id = ?');
  const lastVersion = database.prepare('SELECT version FROM counter');
  const epoch = database.prepare('SELECT epoch FROM counter');
  const since = database.prepare(
    'SELECT state FROM tasks WHERE version > ? AND version <= ? AND writer <> ? ORDER BY version',
  );

  return {
    get(tenant: string, taskId: string): StoredTask | undefined {
      const row = one.get(tenant, taskId);
      return row && { state: parseState(row.state), version: Number(row.version) };
    },
    /** Must run inside a transaction. */
    put(state: TaskState, expectedVersion: number): boolean {
      const current = versionOf.get(state.tenant, state.taskId)?.version ?? 0;
      if (current !== expectedVersion) return false;
      const version = nextVersion.get()?.version ?? 0;
      const acceptedAt = state.acceptedAt === undefined ? null : Date.parse(state.acceptedAt);
      const { tenant, taskId, status, name = null } = state;
      write.run(tenant, taskId, version, writer, acceptedAt, status, name, JSON.stringify(state));
      return true;
    },
    delete: (tenant: string, taskId: string): void => void remove.run(tenant, taskId),
    list({ tenant, status, name, cursor, limit }: ListQuery): { items: TaskState[]; nextCursor?: string } {
      const conditions = ['tenant = ?', 'accepted_at IS NOT NULL'];
      const values: SQLInputValue[] = [tenant];
      const where = (condition: string, ...bound: SQLInputValue[]) => {
        conditions.push(condition);
        values.push(...bound);
      };
      if (status !== undefined) where('status = ?', status);
      if (name !== undefined) where('name = ?', name);
      if (cursor !== undefined) {
        const last = decodeCursor(cursor);
        where('(accepted_at, task_id) < (?, ?)', last.acceptedAt, last.taskId);
      }
      const page = database
        .prepare(
          `SELECT accepted_at, task_id, state FROM tasks WHERE ${conditions.join(' AND ')}
           ORDER BY accepted_at DESC, task_id DESC LIMIT ?`,
        )
        // One more than asked for tells whether there is a next page.
        .all(...values, limit + 1);
      const shown = page.slice(0, limit);
      const last = shown.at(-1);
      const items = shown.map(({ state }) => parseState(state));
      if (page.length <= limit || last === undefined) return { items };
      return {
        items,
        nextCursor: encodeCursor({ acceptedAt: Number(last.accepted_at), taskId: String(last.task_id) }),
      };
    },
    lastVersion: (): number => Number(lastVersion.get()?.version),
    epoch: (): string => String(epoch.get()?.epoch),
    /** What others than this writer wrote after a version and up to another, oldest write first. */
    writtenByOthers: (after: number, upTo: number): TaskState[] =>
      since.all(after, upTo, writer).map(({ state }) => parseState(state)),
  };
}

/** This store wrote the text itself, from a state that was checked, and drops files of another version. */
function parseState(text: unknown): TaskState {
  return JSON.parse(String(text)) as TaskState;
}
