import { setTimeout as delay } from 'node:timers/promises';
import type { TaskState } from '@reconcyl/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskStore } from '../task-store.ts';

export interface TaskStoreHarness {
  /** A new connection to the same durable state, such as another process or a restarted one would have. The suite closes it. */
  readonly open: () => Promise<TaskStore>;
  /** Called after all connections are closed: removes the state. */
  readonly destroy: () => Promise<void>;
}

export interface TaskStoreContract {
  readonly name: string;
  /** A harness over an empty store. */
  readonly create: () => Promise<TaskStoreHarness>;
}

/** What every task store does. Each adapter runs it. */
export function describeTaskStoreContract({ name, create }: TaskStoreContract): void {
  describe(`task store contract: ${name}`, { timeout: 30_000 }, () => {
    let harness: TaskStoreHarness;
    let opened: TaskStore[];
    let store: TaskStore;
    let end: AbortController;

    const open = async () => {
      const next = await harness.open();
      opened.push(next);
      return next;
    };

    beforeEach(async () => {
      harness = await create();
      opened = [];
      end = new AbortController();
      store = await open();
    });

    afterEach(async () => {
      end.abort();
      await Promise.all(opened.map((each) => each.close()));
      await harness.destroy();
    });

    async function write(...states: TaskState[]): Promise<void> {
      for (const state of states) expect(await store.put(state, 0)).toBe(true);
    }

    describe('one record', () => {
      it('gives nothing for a task that was never written', async () => {
        expect(await store.get('default', idOf(1))).toBeUndefined();
      });

      it('gives a state back as it was written, with all its members', async () => {
        const state = task(1, {
          name: 'bank.daily',
          reportFormat: 'html',
          status: 'reconciling',
          partitions: { total: 3, done: [0, 2] },
          failure: { code: 'RECON_INTERNAL', stage: 'reconcile', canRetry: true, detail: 'Zeile – 三' },
        });
        await write(state);
        expect((await store.get('default', idOf(1)))?.state).toEqual(state);
      });

      it('writes only over the version that was read', async () => {
        await write(task(1));
        const first = await store.get('default', idOf(1));
        expect(await store.put(task(1, { status: 'normalizing' }), first?.version ?? -1)).toBe(true);
        expect(await store.put(task(1, { status: 'failed' }), first?.version ?? -1)).toBe(false);
        expect((await store.get('default', idOf(1)))?.state.status).toBe('normalizing');
      });

      it('grows the version with every write', async () => {
        await write(task(1));
        const versions: number[] = [];
        for (const status of ['normalizing', 'reconciling', 'rendering'] as const) {
          const { version } = (await store.get('default', idOf(1))) ?? { version: -1 };
          versions.push(version);
          await store.put(task(1, { status }), version);
        }
        expect(versions).toEqual([...versions].sort((left, right) => left - right));
        expect(new Set(versions).size).toBe(3);
      });

      it('takes version 0 for "there is none", and nothing else', async () => {
        expect(await store.put(task(1), 1)).toBe(false);
        expect(await store.put(task(1), 0)).toBe(true);
        expect(await store.put(task(1), 0)).toBe(false);
      });

      it('lets one of many racing writers win each round', async () => {
        await write(task(1));
        const others = [store, await open(), await open()];
        const before = (await store.get('default', idOf(1)))?.version ?? -1;
        const results = await Promise.all(
          Array.from({ length: 30 }, (_, n) =>
            others[n % 3]?.put(task(1, { partitions: { total: 30, done: [n] } }), before),
          ),
        );
        expect(results.filter(Boolean)).toHaveLength(1);
        expect((await store.get('default', idOf(1)))?.state.partitions?.done).toEqual([results.indexOf(true)]);
      });

      it('keeps tenants apart', async () => {
        await write(task(1), task(1, { tenant: 'other', status: 'failed' }));
        await store.delete('default', idOf(1));
        expect(await store.get('default', idOf(1))).toBeUndefined();
        expect((await store.get('other', idOf(1)))?.state.status).toBe('failed');
        expect((await store.list({ tenant: 'default', limit: 10 })).items).toEqual([]);
      });

      it('deletes, also what is not there, and lets a task be written anew', async () => {
        await write(task(1));
        await store.delete('default', idOf(1));
        await store.delete('default', idOf(1));
        expect(await store.get('default', idOf(1))).toBeUndefined();
        expect(await store.put(task(1), 0)).toBe(true);
      });

      it('refuses a write on a version from before a deletion', async () => {
        await write(task(1));
        const before = (await store.get('default', idOf(1)))?.version ?? -1;
        await store.delete('default', idOf(1));
        await write(task(1));
        expect(await store.put(task(1, { status: 'failed' }), before)).toBe(false);
      });

      it('keeps records when it is opened again', async () => {
        await write(task(1));
        await store.close();
        opened = [];
        expect((await (await open()).get('default', idOf(1)))?.state).toEqual(task(1));
      });
    });

    describe('list', () => {
      const listed = async (query: Partial<Parameters<TaskStore['list']>[0]> = {}) =>
        (await store.list({ tenant: 'default', limit: 100, ...query })).items.map(({ taskId }) => numberOf(taskId));

      it('lists the newest acceptance first, whatever the order of writing and of ids', async () => {
        await write(
          task(1, { acceptedAt: '2026-03-01T10:00:00.500Z' }),
          task(2, { acceptedAt: '2026-03-01T10:00:00Z' }),
          task(3, { acceptedAt: '2026-03-01T10:00:01Z' }),
          task(4, { acceptedAt: '2025-12-31T23:59:59.999Z' }),
        );
        expect(await listed()).toEqual([3, 1, 2, 4]);
      });

      it('orders tasks accepted at the same moment by id, the greatest first', async () => {
        await write(task(2), task(3), task(1));
        expect(await listed()).toEqual([3, 2, 1]);
      });

      it('does not list a task whose acceptance is not known yet', async () => {
        const { acceptedAt: _, ...unknown } = task(1);
        await write(unknown, task(2));
        expect(await listed()).toEqual([2]);
      });

      it('moves a task to its place when its acceptance becomes known', async () => {
        const { acceptedAt: _, ...unknown } = task(1);
        await write(unknown);
        await store.put(task(1), (await store.get('default', idOf(1)))?.version ?? -1);
        expect(await listed()).toEqual([1]);
      });

      it('gives every task once over pages of any size', async () => {
        await write(
          ...Array.from({ length: 23 }, (_, n) => task(n, { acceptedAt: `2026-03-0${1 + (n % 3)}T00:00:00Z` })),
        );
        const whole = await listed();
        for (const limit of [1, 2, 5, 22, 23, 24]) {
          const pages: number[] = [];
          let cursor: string | undefined;
          do {
            const page = await store.list({ tenant: 'default', limit, cursor });
            expect(page.items.length).toBeLessThanOrEqual(limit);
            pages.push(...page.items.map(({ taskId }) => numberOf(taskId)));
            expect(pages.length).toBeLessThanOrEqual(whole.length);
            cursor = page.nextCursor;
          } while (cursor !== undefined);
          expect(pages).toEqual(whole);
        }
      });

      it('has no cursor on the last page, also when it is full', async () => {
        await write(task(1), task(2));
        expect((await store.list({ tenant: 'default', limit: 2 })).nextCursor).toBeUndefined();
      });

      it('neither repeats nor skips old tasks when new ones come between two pages', async () => {
        await write(...[1, 2, 3, 4].map((n) => task(n, { acceptedAt: `2026-03-0${n}T00:00:00Z` })));
        const first = await store.list({ tenant: 'default', limit: 2 });
        await write(task(9, { acceptedAt: '2026-03-09T00:00:00Z' }));
        expect(await listed({ cursor: first.nextCursor })).toEqual([2, 1]);
      });

      it('filters by status and by name, also over pages', async () => {
        await write(
          task(1, { status: 'completed', name: 'bank' }),
          task(2, { status: 'failed', name: 'bank' }),
          task(3, { status: 'completed', name: 'bank' }),
          task(4, { status: 'completed', name: 'stock' }),
          task(5, { status: 'completed' }),
        );
        expect(await listed({ status: 'completed' })).toEqual([5, 4, 3, 1]);
        expect(await listed({ name: 'bank' })).toEqual([3, 2, 1]);
        expect(await listed({ status: 'completed', name: 'bank' })).toEqual([3, 1]);
        const page = await store.list({ tenant: 'default', limit: 1, status: 'completed', name: 'bank' });
        expect(await listed({ status: 'completed', name: 'bank', cursor: page.nextCursor })).toEqual([1]);
        expect(await listed({ name: "bank' OR 1=1 --" })).toEqual([]);
      });

      it('refuses a cursor that it did not make', async () => {
        for (const cursor of [
          'x',
          '',
          'eyJhIjoxfQ',
          Buffer.from(`1.${idOf(1)}.2`).toString('base64url'),
          '%',
          '9'.repeat(99),
        ]) {
          await expect(store.list({ tenant: 'default', limit: 1, cursor })).rejects.toMatchObject({
            code: 'RECON_FIELD_INVALID',
          });
        }
      });

      it('refuses a limit outside 1 to 200', async () => {
        for (const limit of [0, -1, 201, 1.5, Number.NaN]) {
          await expect(store.list({ tenant: 'default', limit })).rejects.toMatchObject({ code: 'RECON_FIELD_INVALID' });
        }
      });
    });

    describe('changes', () => {
      it('tells of every write from the moment of asking on', async () => {
        await write(task(1));
        const changes = reader(store.changes({ tenant: 'default' }, end.signal));
        await write(task(2));
        expect(numberOf((await changes.next()).taskId)).toBe(2);
        await store.put(task(1, { status: 'failed' }), (await store.get('default', idOf(1)))?.version ?? -1);
        expect(await changes.next()).toMatchObject({ taskId: idOf(1), status: 'failed' });
      });

      it('keeps writes that come before the reader reads', async () => {
        const changes = reader(store.changes({ tenant: 'default' }, end.signal));
        await write(task(1), task(2), task(3));
        expect([await changes.next(), await changes.next(), await changes.next()]).toEqual([task(1), task(2), task(3)]);
      });

      it('tells only of the task and the tenant that were asked for', async () => {
        const ofTask = reader(store.changes({ tenant: 'default', taskId: idOf(2) }, end.signal));
        const ofTenant = reader(store.changes({ tenant: 'default' }, end.signal));
        await write(task(1), task(3, { tenant: 'other' }), task(2));
        expect(await ofTask.next()).toEqual(task(2));
        expect([await ofTenant.next(), await ofTenant.next()]).toEqual([task(1), task(2)]);
      });

      it('does not tell of a write that was refused', async () => {
        await write(task(1));
        const changes = reader(store.changes({ tenant: 'default' }, end.signal));
        expect(await store.put(task(1, { status: 'failed' }), 0)).toBe(false);
        await write(task(2));
        expect(await changes.next()).toEqual(task(2));
      });

      it('tells readers of other connections, each change once', async () => {
        const other = await open();
        const changes = reader(other.changes({ tenant: 'default' }, end.signal));
        await write(task(1), task(2));
        await other.put(task(3), 0);
        const seen = [await changes.next(), await changes.next(), await changes.next()];
        expect(seen.map(({ taskId }) => numberOf(taskId)).sort()).toEqual([1, 2, 3]);
        await write(task(4));
        expect(await changes.next()).toEqual(task(4));
      });

      it('ends when the signal is aborted, also while the reader waits', async () => {
        const changes = store.changes({ tenant: 'default' }, end.signal)[Symbol.asyncIterator]();
        const waiting = changes.next();
        end.abort();
        expect(await waiting).toMatchObject({ done: true });
        expect(await changes.next()).toMatchObject({ done: true });
      });

      it('is over at once for a signal that is aborted already', async () => {
        end.abort();
        const changes = store.changes({ tenant: 'default' }, end.signal)[Symbol.asyncIterator]();
        expect(await changes.next()).toMatchObject({ done: true });
      });

      it('gives a slow reader the newest state of each task', async () => {
        const changes = reader(store.changes({ tenant: 'default', taskId: idOf(1) }, end.signal));
        await write(task(1));
        for (const status of ['normalizing', 'reconciling', 'rendering', 'completed'] as const) {
          await store.put(task(1, { status }), (await store.get('default', idOf(1)))?.version ?? -1);
        }
        let last = await changes.next();
        while (last.status !== 'completed') last = await changes.next();
        expect(last.status).toBe('completed');
      });
    });

    it('answers a ping while it is open, and rejects when it is closed', async () => {
      await store.ping();
      const other = await harness.open();
      await other.close();
      await expect(other.ping()).rejects.toThrow();
    });
  });
}

/** Reads a feed one by one, and fails instead of waiting for ever. */
function reader(changes: AsyncIterable<TaskState>) {
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

function idOf(n: number): string {
  return `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

function numberOf(taskId: string): number {
  return Number(taskId.slice(-12));
}

function task(n: number, more: Partial<TaskState> = {}): TaskState {
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
