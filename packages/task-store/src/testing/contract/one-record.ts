import { describe, expect, it } from 'vitest';
import { idOf, task } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeOneRecord(context: ContractContext): void {
  describe('one record', () => {
    it('gives nothing for a task that was never written', async () => {
      expect(await context.store.get('default', idOf(1))).toBeUndefined();
    });

    it('gives a state back as it was written, with all its members', async () => {
      const state = task(1, {
        name: 'bank.daily',
        reportFormat: 'html',
        status: 'reconciling',
        partitions: { total: 3, done: [0, 2] },
        failure: { code: 'RECON_INTERNAL', stage: 'reconcile', canRetry: true, detail: 'Zeile – 三' },
      });
      await context.write(state);
      expect((await context.store.get('default', idOf(1)))?.state).toEqual(state);
    });

    it('writes only over the version that was read', async () => {
      await context.write(task(1));
      const first = await context.store.get('default', idOf(1));
      expect(await context.store.put(task(1, { status: 'normalizing' }), first?.version ?? -1)).toBe(true);
      expect(await context.store.put(task(1, { status: 'failed' }), first?.version ?? -1)).toBe(false);
      expect((await context.store.get('default', idOf(1)))?.state.status).toBe('normalizing');
    });

    it('grows the version with every write', async () => {
      await context.write(task(1));
      const versions: number[] = [];
      for (const status of ['normalizing', 'reconciling', 'rendering'] as const) {
        const { version } = (await context.store.get('default', idOf(1))) ?? { version: -1 };
        versions.push(version);
        await context.store.put(task(1, { status }), version);
      }
      expect(versions).toEqual([...versions].sort((left, right) => left - right));
      expect(new Set(versions).size).toBe(3);
    });

    it('takes version 0 for "there is none", and nothing else', async () => {
      expect(await context.store.put(task(1), 1)).toBe(false);
      expect(await context.store.put(task(1), 0)).toBe(true);
      expect(await context.store.put(task(1), 0)).toBe(false);
    });

    it('lets one of many racing writers win each round', async () => {
      await context.write(task(1));
      const others = [context.store, await context.open(), await context.open()];
      const before = (await context.store.get('default', idOf(1)))?.version ?? -1;
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          others[n % 3]?.put(task(1, { partitions: { total: 30, done: [n] } }), before),
        ),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      expect((await context.store.get('default', idOf(1)))?.state.partitions?.done).toEqual([results.indexOf(true)]);
    });

    it('keeps tenants apart', async () => {
      await context.write(task(1), task(1, { tenant: 'other', status: 'failed' }));
      await context.store.delete('default', idOf(1));
      expect(await context.store.get('default', idOf(1))).toBeUndefined();
      expect((await context.store.get('other', idOf(1)))?.state.status).toBe('failed');
      expect((await context.store.list({ tenant: 'default', limit: 10 })).items).toEqual([]);
    });

    it('deletes, also what is not there, and lets a task be written anew', async () => {
      await context.write(task(1));
      await context.store.delete('default', idOf(1));
      await context.store.delete('default', idOf(1));
      expect(await context.store.get('default', idOf(1))).toBeUndefined();
      expect(await context.store.put(task(1), 0)).toBe(true);
    });

    it('refuses a write on a version from before a deletion', async () => {
      await context.write(task(1));
      const before = (await context.store.get('default', idOf(1)))?.version ?? -1;
      await context.store.delete('default', idOf(1));
      await context.write(task(1));
      expect(await context.store.put(task(1, { status: 'failed' }), before)).toBe(false);
    });

    it('keeps records when it is opened again', async () => {
      await context.write(task(1));
      await context.reopen();
      expect((await context.store.get('default', idOf(1)))?.state).toEqual(task(1));
    });
  });
}
