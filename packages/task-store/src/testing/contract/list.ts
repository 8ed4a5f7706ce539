import { describe, expect, it } from 'vitest';
import type { TaskStore } from '../../task-store.ts';
import { idOf, numberOf, task } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeList(context: ContractContext): void {
  describe('list', () => {
    const listed = async (query: Partial<Parameters<TaskStore['list']>[0]> = {}) =>
      (await context.store.list({ tenant: 'default', limit: 100, ...query })).items.map(({ taskId }) =>
        numberOf(taskId),
      );

    it('lists the newest acceptance first, whatever the order of writing and of ids', async () => {
      await context.write(
        task(1, { acceptedAt: '2026-03-01T10:00:00.500Z' }),
        task(2, { acceptedAt: '2026-03-01T10:00:00Z' }),
        task(3, { acceptedAt: '2026-03-01T10:00:01Z' }),
        task(4, { acceptedAt: '2025-12-31T23:59:59.999Z' }),
      );
      expect(await listed()).toEqual([3, 1, 2, 4]);
    });

    it('orders tasks accepted at the same moment by id, the greatest first', async () => {
      await context.write(task(2), task(3), task(1));
      expect(await listed()).toEqual([3, 2, 1]);
    });

    it('does not list a task whose acceptance is not known yet', async () => {
      const { acceptedAt: _, ...unknown } = task(1);
      await context.write(unknown, task(2));
      expect(await listed()).toEqual([2]);
    });

    it('moves a task to its place when its acceptance becomes known', async () => {
      const { acceptedAt: _, ...unknown } = task(1);
      await context.write(unknown);
      await context.store.put(task(1), (await context.store.get('default', idOf(1)))?.version ?? -1);
      expect(await listed()).toEqual([1]);
    });

    it('gives every task once over pages of any size', async () => {
      await context.write(
        ...Array.from({ length: 23 }, (_, n) => task(n, { acceptedAt: `2026-03-0${1 + (n % 3)}T00:00:00Z` })),
      );
      const whole = await listed();
      for (const limit of [1, 2, 5, 22, 23, 24]) {
        const pages: number[] = [];
        let cursor: string | undefined;
        do {
          const page = await context.store.list({ tenant: 'default', limit, cursor });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          pages.push(...page.items.map(({ taskId }) => numberOf(taskId)));
          expect(pages.length).toBeLessThanOrEqual(whole.length);
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        expect(pages).toEqual(whole);
      }
    });

    it('has no cursor on the last page, also when it is full', async () => {
      await context.write(task(1), task(2));
      expect((await context.store.list({ tenant: 'default', limit: 2 })).nextCursor).toBeUndefined();
    });

    it('neither repeats nor skips old tasks when new ones come between two pages', async () => {
      await context.write(...[1, 2, 3, 4].map((n) => task(n, { acceptedAt: `2026-03-0${n}T00:00:00Z` })));
      const first = await context.store.list({ tenant: 'default', limit: 2 });
      await context.write(task(9, { acceptedAt: '2026-03-09T00:00:00Z' }));
      expect(await listed({ cursor: first.nextCursor })).toEqual([2, 1]);
    });

    it('moves a task to other lists when its status or its name changes', async () => {
      await context.write(task(1, { name: 'bank' }));
      const change = async (more: Parameters<typeof task>[1]) => {
        const { version } = (await context.store.get('default', idOf(1))) ?? { version: -1 };
        expect(await context.store.put(task(1, more), version)).toBe(true);
      };
      await change({ name: 'stock' });
      expect([await listed({ name: 'bank' }), await listed({ name: 'stock' })]).toEqual([[], [1]]);
      await change({ name: 'stock', status: 'failed' });
      expect([await listed({ status: 'accepted' }), await listed({ status: 'failed' })]).toEqual([[], [1]]);
      expect(await listed({ name: 'stock', status: 'failed' })).toEqual([1]);
      await change({ status: 'failed' });
      expect([await listed({ name: 'stock' }), await listed()]).toEqual([[], [1]]);
    });

    it('goes on after the last task of a page also when that one was deleted, or is elsewhere by now', async () => {
      await context.write(...[1, 2, 3, 4].map((n) => task(n, { acceptedAt: `2026-03-0${n}T00:00:00Z` })));
      const all = await context.store.list({ tenant: 'default', limit: 2 });
      const accepted = await context.store.list({ tenant: 'default', status: 'accepted', limit: 2 });
      await context.store.put(
        task(3, { acceptedAt: '2026-03-03T00:00:00Z', status: 'failed' }),
        (await context.store.get('default', idOf(3)))?.version ?? -1,
      );
      expect(await listed({ status: 'accepted', cursor: accepted.nextCursor })).toEqual([2, 1]);
      await context.store.delete('default', idOf(3));
      expect(await listed({ cursor: all.nextCursor })).toEqual([2, 1]);
    });

    it('gives every old task once while others write new ones all the time', async () => {
      const old = Array.from({ length: 40 }, (_, n) => task(n, { acceptedAt: `2026-03-01T00:00:${10 + n}Z` }));
      await context.write(...old);
      const writer = await context.open();
      let isPaging = true;
      let newest = 1000;
      const writing = (async () => {
        while (isPaging) {
          newest += 1;
          await writer.put(task(newest, { acceptedAt: '2026-03-02T00:00:00Z' }), 0);
        }
      })();
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await context.store.list({ tenant: 'default', limit: 3, cursor });
        seen.push(...page.items.map(({ taskId }) => numberOf(taskId)));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      isPaging = false;
      await writing;
      expect(newest).toBeGreaterThan(1001);
      expect(seen.filter((n) => n < 1000)).toEqual(old.map(({ taskId }) => numberOf(taskId)).reverse());
    });

    it('filters by status and by name, also over pages', async () => {
      await context.write(
        task(1, { status: 'completed', name: 'bank' }),
        task(2, { status: 'failed', name: 'bank' }),
        task(3, { status: 'completed', name: 'bank' }),
        task(4, { status: 'completed', name: 'stock' }),
        task(5, { status: 'completed' }),
      );
      expect(await listed({ status: 'completed' })).toEqual([5, 4, 3, 1]);
      expect(await listed({ name: 'bank' })).toEqual([3, 2, 1]);
      expect(await listed({ status: 'completed', name: 'bank' })).toEqual([3, 1]);
      const page = await context.store.list({ tenant: 'default', limit: 1, status: 'completed', name: 'bank' });
      expect(await listed({ status: 'completed', name: 'bank', cursor: page.nextCursor })).toEqual([1]);
      expect(await listed({ name: "bank' OR 1=1 --" })).toEqual([]);
      expect(await listed({ name: 'bank:status:failed' })).toEqual([]);
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
        await expect(context.store.list({ tenant: 'default', limit: 1, cursor })).rejects.toMatchObject({
          code: 'RECON_FIELD_INVALID',
        });
      }
    });

    it('refuses a limit outside 1 to 200', async () => {
      for (const limit of [0, -1, 201, 1.5, Number.NaN]) {
        await expect(context.store.list({ tenant: 'default', limit })).rejects.toMatchObject({
          code: 'RECON_FIELD_INVALID',
        });
      }
    });
  });
}
