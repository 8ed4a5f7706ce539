import { setTimeout as delay } from 'node:timers/promises';
import type { TaskState } from '@reconcyl/contracts';

/** Reads a feed one by one, and fails instead of waiting for ever. */
export function reader(changes: AsyncIterable<TaskState>) {
  const iterator = changes[Symbol.asyncIterator]();
  return {
    async next(): Promise<TaskState> {
      const timeout = new AbortController();
      const tooLate = delay(15_000, undefined, { signal: timeout.signal }).then(() => {
        throw new Error('No change came.');
      });
      tooLate.catch(() => undefined);
      try {
        const { done, value } = await Promise.race([iterator.next(), tooLate]);
        if (done) throw new Error('The feed ended.');
        return value;
      } finally {
        timeout.abort();
      }
    },
  };
}

export function idOf(n: number): string {
  return `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

export function numberOf(taskId: string): number {
  return Number(taskId.slice(-12));
}

export function task(n: number, more: Partial<TaskState> = {}): TaskState {
  return {
    tenant: 'default',
    taskId: idOf(n),
    acceptedAt: '2026-03-01T00:00:00.000Z',
    attempt: 1,
    status: 'accepted',
    notification: 'none',
    ...more,
  };
}
