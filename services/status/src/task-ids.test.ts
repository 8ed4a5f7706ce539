import { objectKeys } from '@reconcyl/contracts';
import { acceptExample, createMemoryObjectStore } from '@reconcyl/service-kit/testing';
import { describe, expect, it } from 'vitest';
import { taskIdBatches } from './task-ids.ts';

const tenant = 'default';
const idOf = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const idsTo = (last: number) => Array.from({ length: last }, (_, n) => idOf(n + 1));

async function accepted(count: number) {
  const store = createMemoryObjectStore();
  for (const taskId of idsTo(count)) await acceptExample(store, { taskId });
  return store;
}

describe('the ids of a tenant', () => {
  it('come once each, at most eight at a time', async () => {
    const batches = await Array.fromAsync(taskIdBatches(await accepted(19), tenant));
    expect(batches.map((batch) => batch.length)).toEqual([8, 8, 3]);
    expect(batches.flat()).toEqual(idsTo(19));
    expect(await Array.fromAsync(taskIdBatches(await accepted(0), tenant))).toEqual([]);
  });

  it('come behind one, and at most so many', async () => {
    const part = { after: idOf(2), limit: 9 };
    const batches = await Array.fromAsync(taskIdBatches(await accepted(19), tenant, part));
    expect(batches.map((batch) => batch.length)).toEqual([8, 1]);
    expect(batches.flat()).toEqual(idsTo(11).slice(2));
  });

  it('come also behind one with very many objects', async () => {
    const store = await accepted(3);
    for (let n = 0; n < 500; n += 1)
      await store.put(`${objectKeys.reconciliation(tenant, idOf(2))}1/reconcile/${n}`, '');
    expect(await Array.fromAsync(taskIdBatches(store, tenant))).toEqual([idsTo(3)]);
    expect(await Array.fromAsync(taskIdBatches(store, tenant, { after: idOf(1) }))).toEqual([[idOf(2), idOf(3)]]);
  });
});
