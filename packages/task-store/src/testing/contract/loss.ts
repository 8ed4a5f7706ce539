import { describe, expect, it } from 'vitest';
import { idOf, numberOf, reader, task } from './helpers.ts';
import type { ContractContext } from './types.ts';

/** A task store may be lost whole. What is promised is that this can be seen, and that nothing from before it comes between. */
export function describeLoss(context: ContractContext): void {
  describe('its epoch', () => {
    it('is the same for every connection, whatever is written or deleted', async () => {
      const epoch = await context.store.epoch();
      expect(epoch).not.toBe('');
      await context.write(task(1), task(2));
      await context.store.delete('default', idOf(1));
      expect(await context.store.epoch()).toBe(epoch);
      expect(await (await context.open()).epoch()).toBe(epoch);
    });

    it('is the same for all who ask first at once', async () => {
      const stores = [context.store, await context.open(), await context.open()];
      const epochs = await Promise.all(stores.map((store) => store.epoch()));
      expect(new Set(epochs).size).toBe(1);
    });

    it('is another one once everything was lost, also when something was written since', async () => {
      await context.write(task(1));
      const epoch = await context.store.epoch();
      const store = await context.lose();
      await context.write(task(2));
      expect(await store.epoch()).not.toBe(epoch);
    });
  });

  describe('after everything was lost', () => {
    it('is empty, and works', async () => {
      await context.write(task(1, { name: 'bank' }), task(2));
      const store = await context.lose();
      expect(await store.get('default', idOf(1))).toBeUndefined();
      await context.write(task(2, { name: 'bank' }));
      const { items } = await store.list({ tenant: 'default', name: 'bank', limit: 10 });
      expect(items.map(({ taskId }) => numberOf(taskId))).toEqual([2]);
      const changes = reader(store.changes({ tenant: 'default' }, context.end.signal));
      await context.write(task(3));
      expect(await changes.next()).toEqual(task(3));
    });

    // Nobody holds a version, or a feed, of a store that is lost only while nobody has it open.
    if (context.features.canBeLostWhileOpen) {
      it('refuses a write on a version from before', async () => {
        await context.write(task(1));
        const before = (await context.store.get('default', idOf(1)))?.version ?? -1;
        const store = await context.lose();
        await context.write(task(1));
        // As many writes as before: a counter that began anew would be there again.
        expect(await store.put(task(1, { status: 'failed' }), before)).toBe(false);
        expect((await store.get('default', idOf(1)))?.version).toBeGreaterThan(before);
      });

      it('goes on telling who listened already', async () => {
        const changes = reader(context.store.changes({ tenant: 'default' }, context.end.signal));
        await context.write(task(1), task(2));
        expect([await changes.next(), await changes.next()]).toEqual([task(1), task(2)]);
        await context.lose();
        await context.write(task(1));
        expect(await changes.next()).toEqual(task(1));
      });
    }
  });
}
