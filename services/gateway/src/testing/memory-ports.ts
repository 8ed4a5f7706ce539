import { EventEmitter, on } from 'node:events';
import type { ReconcylEvent, TaskState } from '@reconcyl/contracts';
import type { Bus } from '@reconcyl/messaging';
import type { StoredTask, TaskStore } from '@reconcyl/task-store';

/** A bus that keeps what was published, for tests. */
export function createMemoryBus() {
  const published: ReconcylEvent[] = [];
  const channels = new EventEmitter().setMaxListeners(0);
  const faults: { publish?: () => Promise<void> } = {};
  const bus: Bus = {
    async publish(event) {
      await faults.publish?.();
      published.push(event);
    },
    consume: () => Promise.reject(new Error('The gateway consumes nothing.')),
    broadcast: async (channel, payload) => void channels.emit(channel, payload),
    async listen(channel, onPayload, signal) {
      channels.on(channel, onPayload);
      signal.addEventListener('abort', () => channels.off(channel, onPayload), { once: true });
    },
    deadLetters: async () => [],
    redrive: async () => false,
    lag: async () => [],
    ping: async () => undefined,
    close: async () => undefined,
  };
  return { bus, published, faults, listeners: (channel: string) => channels.listenerCount(channel) };
}

/** A task store in memory, for tests; `write` does what the status service does. */
export function createMemoryTasks() {
  const records = new Map<string, StoredTask>();
  const written = new EventEmitter().setMaxListeners(0);
  const faults: { get?: () => void } = {};
  const write = (state: TaskState) => {
    const version = (records.get(state.taskId)?.version ?? 0) + 1;
    records.set(state.taskId, { state, version });
    written.emit('state', state);
  };
  const tasks: TaskStore = {
    async get(_tenant, taskId) {
      faults.get?.();
      return records.get(taskId);
    },
    async put(state) {
      write(state);
      return true;
    },
    async list({ status, name, limit, cursor }) {
      faults.get?.();
      const all = [...records.values()]
        .map(({ state }) => state)
        .filter(
          (state) => (status === undefined || state.status === status) && (name === undefined || state.name === name),
        )
        .sort((one, other) => (other.acceptedAt ?? '').localeCompare(one.acceptedAt ?? ''));
      const from = Number(cursor ?? '0');
      const items = all.slice(from, from + limit);
      return from + limit < all.length ? { items, nextCursor: String(from + limit) } : { items };
    },
    delete: async (_tenant, taskId) => void records.delete(taskId),
    async *changes({ taskId }, signal) {
      try {
        for await (const [state] of on(written, 'state', { signal })) {
          if (taskId === undefined || (state as TaskState).taskId === taskId) yield state as TaskState;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    epoch: async () => 'epoch',
    ping: async () => undefined,
    close: async () => undefined,
  };
  return { tasks, write, faults, watchers: () => written.listenerCount('state') };
}
