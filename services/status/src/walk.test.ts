import { objectKeys, ReconcylError } from '@reconcyl/contracts';
import { markOpenAnew, settleDocument } from '@reconcyl/service-kit';
import {
  acceptExample,
  createMemoryObjectStore,
  createMemoryTaskStore,
  createSilentLogger,
} from '@reconcyl/service-kit/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { walk } from './walk.ts';

const tenant = 'default';
const ids = [1, 2, 3].map((n) => `01890000-0000-7000-8000-00000000000${n}`);
const [first = '', second = '', third = ''] = ids;
const start = new Date('2026-03-01T00:00:00.000Z');
const days = (n: number) => new Date(start.getTime() + n * 86_400_000);

async function threeAccepted() {
  const store = createMemoryObjectStore({ now: () => start });
  const tasks = createMemoryTaskStore();
  for (const taskId of ids) await acceptExample(store, { taskId, acceptedAt: start });
  const failure = { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false };
  const outcome = { version: 1, status: 'failed', attempt: 1, finishedAt: start.toISOString(), failure };
  await settleDocument(store, objectKeys.outcome(tenant, first, 1), z.unknown(), outcome);
  const ages = { retentionMs: 30 * 86_400_000, abandonAfterMs: 86_400_000 };
  const deps = { store, tasks, logger: createSilentLogger(), ...ages };
  return { store, tasks, deps };
}

describe('the walk', () => {
  it('goes on after the part that it has walked', async () => {
    const { tasks, deps } = await threeAccepted();
    const after = await walk(deps, tenant, start, { limit: 2 });
    expect(after).toBe(second);
    expect(await tasks.get(tenant, third)).toBeUndefined();
    expect(await walk(deps, tenant, start, { after, limit: 2 })).toBeUndefined();
    expect(await tasks.get(tenant, third)).toBeDefined();
  });

  it('rebuilds a task store that was lost', async () => {
    const { tasks, deps } = await threeAccepted();
    await walk(deps, tenant, start);
    const { items } = await tasks.list({ tenant, limit: 10 });
    expect(Object.fromEntries(items.map(({ taskId, status }) => [taskId, status]))).toEqual({
      ...{ [first]: 'failed', [second]: 'accepted', [third]: 'accepted' },
    });
  });

  it('ends where a store is away, to be walked again, and leaves out one alone that cannot be read', async () => {
    const { store, tasks, deps } = await threeAccepted();
    await store.put(objectKeys.request(tenant, first), 'not a manifest');
    const away = () => Promise.reject(new ReconcylError('RECON_UNAVAILABLE'));
    await expect(walk({ ...deps, tasks: { ...tasks, put: away } }, tenant, start)).rejects.toMatchObject({
      code: 'RECON_UNAVAILABLE',
    });
    expect(await walk(deps, tenant, start)).toBeUndefined();
    expect((await tasks.list({ tenant, limit: 10 })).items.map(({ taskId }) => taskId)).toEqual([second, third]);
  });

  it('forgets no record of what expires, also when the task store is away meanwhile', async () => {
    const { tasks, deps } = await threeAccepted();
    await walk(deps, tenant, start);
    const away = () => Promise.reject(new ReconcylError('RECON_UNAVAILABLE'));
    await expect(walk({ ...deps, tasks: { ...tasks, delete: away } }, tenant, days(30))).rejects.toThrow();
    await walk(deps, tenant, days(30));
    expect(await tasks.get(tenant, first)).toBeUndefined();
  });

  it('lets the sweep look at what has not ended and has lost its marker', async () => {
    const { store, deps } = await threeAccepted();
    await store.delete(objectKeys.open(tenant, first));
    await store.delete(objectKeys.open(tenant, second));
    await walk(deps, tenant, start);
    const open = store.keys().filter((key) => key.startsWith(objectKeys.openAll(tenant)));
    expect(open).toEqual([objectKeys.open(tenant, second), objectKeys.open(tenant, third)]);
  });

  it('removes what ended longer ago than it is kept, and never what has not ended', async () => {
    const { store, tasks, deps } = await threeAccepted();
    await walk(deps, tenant, days(29));
    expect(store.keys()).toContain(objectKeys.request(tenant, first));
    await walk(deps, tenant, days(30));
    expect(store.keys().some((key) => key.includes(first))).toBe(false);
    expect(await tasks.get(tenant, first)).toBeUndefined();
    expect(store.keys()).toContain(objectKeys.input(tenant, second, 'source'));
  });

  it('keeps the last run of dropped files of a name, and the result that the next one is held against', async () => {
    const { store, deps } = await threeAccepted();
    const later = '01890000-0000-7000-8000-00000000000f';
    await store.delete(objectKeys.request(tenant, first));
    await acceptExample(store, { taskId: first, acceptedAt: start, fields: { name: 'bank' } });
    const version = { etag: 'e', sizeBytes: 1 };
    const drop = { version: 1, run: 2, droppedAt: start.toISOString(), pair: { source: version, target: version } };
    const name = objectKeys.drop(tenant, 'bank');
    const isKept = () => store.keys().includes(objectKeys.request(tenant, first));
    await store.put(name, JSON.stringify({ ...drop, taskId: first }));
    await walk(deps, tenant, days(30));
    expect(isKept()).toBe(true);
    await store.put(name, JSON.stringify({ ...drop, taskId: later, previous: { taskId: first, attempt: 1 } }));
    await walk(deps, tenant, days(60));
    expect(isKept()).toBe(true);
    await store.put(name, JSON.stringify({ ...drop, taskId: later }));
    await walk(deps, tenant, days(60));
    expect(isKept()).toBe(false);
  });

  it('lists dropped files that were never run, and forgets them as it forgets what was', async () => {
    const { store, tasks, deps } = await threeAccepted();
    const taskId = '01890000-0000-8000-8000-00000000000e';
    const document = { version: 1, name: 'bank', supersededAt: start.toISOString() };
    await store.put(objectKeys.superseded(tenant, taskId), JSON.stringify(document));
    await walk(deps, tenant, days(29));
    expect((await tasks.get(tenant, taskId))?.state).toMatchObject({ status: 'superseded', name: 'bank' });
    await walk(deps, tenant, days(30));
    expect(await tasks.get(tenant, taskId)).toBeUndefined();
    expect(store.keys().some((key) => key.includes(taskId))).toBe(false);
  });

  it('finishes an expiry that was cut off after the manifest was gone', async () => {
    const { store, deps } = await threeAccepted();
    await store.delete(objectKeys.request(tenant, first));
    await walk(deps, tenant, days(1));
    expect(store.keys().some((key) => key.includes(first))).toBe(false);
  });

  it('removes no upload that still says that it goes on', async () => {
    let time = start;
    const store = createMemoryObjectStore({ now: () => time });
    const { deps } = await threeAccepted();
    const input = objectKeys.input(tenant, first, 'source');
    await store.put(input, 'id\n1\n');
    time = days(2);
    await markOpenAnew(store, tenant, first, time);
    await walk({ ...deps, store }, tenant, days(2.9));
    expect(store.keys()).toContain(input);
    await walk({ ...deps, store }, tenant, days(3));
    expect(store.keys()).toEqual([]);
  });

  it('removes claims that are older than what they may point to', async () => {
    const { store, deps } = await threeAccepted();
    await store.put(objectKeys.idempotency(tenant, 'key'), '{}');
    await walk(deps, tenant, days(30));
    expect(store.keys()).not.toContain(objectKeys.idempotency(tenant, 'key'));
  });
});
