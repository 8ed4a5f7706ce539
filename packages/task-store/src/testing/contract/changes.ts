import { describe, expect, it } from 'vitest';
import { idOf, numberOf, reader, task } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeChanges(context: ContractContext): void {
  describe('changes', () => {
    it('tells of every write from the moment of asking on', async () => {
      await context.write(task(1));
      const changes = reader(context.store.changes({ tenant: 'default' }, context.end.signal));
      await context.write(task(2));
      expect(numberOf((await changes.next()).taskId)).toBe(2);
      await context.store.put(
        task(1, { status: 'failed' }),
        (await context.store.get('default', idOf(1)))?.version ?? -1,
      );
      expect(await changes.next()).toMatchObject({ taskId: idOf(1), status: 'failed' });
    });

    it('keeps writes that come before the reader reads', async () => {
      const changes = reader(context.store.changes({ tenant: 'default' }, context.end.signal));
      await context.write(task(1), task(2), task(3));
      expect([await changes.next(), await changes.next(), await changes.next()]).toEqual([task(1), task(2), task(3)]);
    });

    it('tells only of the task and the tenant that were asked for', async () => {
      const ofTask = reader(context.store.changes({ tenant: 'default', taskId: idOf(2) }, context.end.signal));
      const ofTenant = reader(context.store.changes({ tenant: 'default' }, context.end.signal));
      await context.write(task(1), task(3, { tenant: 'other' }), task(2));
      expect(await ofTask.next()).toEqual(task(2));
      expect([await ofTenant.next(), await ofTenant.next()]).toEqual([task(1), task(2)]);
    });

    it('does not tell of a write that was refused', async () => {
      await context.write(task(1));
      const changes = reader(context.store.changes({ tenant: 'default' }, context.end.signal));
      expect(await context.store.put(task(1, { status: 'failed' }), 0)).toBe(false);
      await context.write(task(2));
      expect(await changes.next()).toEqual(task(2));
    });

    it('tells readers of other connections, each change once', async () => {
      const other = await context.open();
      const changes = reader(other.changes({ tenant: 'default' }, context.end.signal));
      await context.write(task(1), task(2));
      await other.put(task(3), 0);
      const seen = [await changes.next(), await changes.next(), await changes.next()];
      expect(seen.map(({ taskId }) => numberOf(taskId)).sort()).toEqual([1, 2, 3]);
      await context.write(task(4));
      expect(await changes.next()).toEqual(task(4));
    });

    it('ends when the signal is aborted, also while the reader waits', async () => {
      const changes = context.store.changes({ tenant: 'default' }, context.end.signal)[Symbol.asyncIterator]();
      const waiting = changes.next();
      context.end.abort();
      expect(await waiting).toMatchObject({ done: true });
      expect(await changes.next()).toMatchObject({ done: true });
    });

    it('is over at once for a signal that is aborted already', async () => {
      context.end.abort();
      const changes = context.store.changes({ tenant: 'default' }, context.end.signal)[Symbol.asyncIterator]();
      expect(await changes.next()).toMatchObject({ done: true });
    });

    it('gives a slow reader the newest state of each task', async () => {
      const changes = reader(context.store.changes({ tenant: 'default', taskId: idOf(1) }, context.end.signal));
      await context.write(task(1));
      for (const status of ['normalizing', 'reconciling', 'rendering', 'completed'] as const) {
        await context.store.put(task(1, { status }), (await context.store.get('default', idOf(1)))?.version ?? -1);
      }
      let last = await changes.next();
      while (last.status !== 'completed') last = await changes.next();
      expect(last.status).toBe('completed');
    });
  });
}
