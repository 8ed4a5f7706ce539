import type { TaskState } from '@reconcyl/contracts';
import type { StoredTask, TaskStore } from '@reconcyl/task-store';

export interface MemoryTaskStore extends TaskStore {
  /** Loses everything, as a store without disk does when it is started anew. */
  readonly clear: () => void;
}

/** A task store in memory, for tests of what stands on the port. Nothing is announced to `changes`. */
export function createMemoryTaskStore(): MemoryTaskStore {
  const tasks = new Map<string, StoredTask>();
  let losses = 0;
  const keyOf = (tenant: string, taskId: string) => `${tenant}/${taskId}`;
  return {
    clear: () => {
      tasks.clear();
      losses += 1;
    },
    get: (tenant, taskId) => Promise.resolve(tasks.get(keyOf(tenant, taskId))),
    put: (state, expectedVersion) => {
      const key = keyOf(state.tenant, state.taskId);
      const version = tasks.get(key)?.version ?? 0;
      if (version !== expectedVersion) return Promise.resolve(false);
      tasks.set(key, { state, version: version + 1 });
      return Promise.resolve(true);
    },
    list: ({ tenant, status, name, limit }) => {
      const items: TaskState[] = [...tasks.values()]
        .map(({ state }) => state)
        .filter((state) => state.tenant === tenant && state.acceptedAt !== undefined)
        .filter(
          (state) => (status === undefined || state.status === status) && (name === undefined || state.name === name),
        )
        .sort((a, b) => (b.acceptedAt ?? '').localeCompare(a.acceptedAt ?? ''));
      return Promise.resolve({ items: items.slice(0, limit) });
    },
    delete: (tenant, taskId) => {
      tasks.delete(keyOf(tenant, taskId));
      return Promise.resolve();
    },
    async *changes() {},
    epoch: () => Promise.resolve(`epoch ${losses}`),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
