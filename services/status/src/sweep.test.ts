import { objectKeys, type ReconcylEvent } from '@reconcyl/contracts';
import { markOpenAnew, openAttempt, settleDocument, tombstone } from '@reconcyl/service-kit';
import {
  acceptExample,
  createMemoryBus,
  createMemoryObjectStore,
  createMemoryTaskStore,
  createSilentLogger,
  exampleTaskId as id,
  readJson,
} from '@reconcyl/service-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defaultStatusOptions } from './create-status.ts';
import { createSweep, type Sweep } from './sweep.ts';

const tenant = 'default';
const minute = 60_000;
let time: number;
let isBusAway: boolean;
let reads: number;
let store: ReturnType<typeof createMemoryObjectStore>;
let bus: ReturnType<typeof createMemoryBus>;
let tasks: ReturnType<typeof createMemoryTaskStore>;
let sweep: Sweep;

const clock = () => new Date(time);
const open = objectKeys.open(tenant, id);
const sent = () => bus.published.map((event: ReconcylEvent) => event.id.slice(id.length + 1));
const pass = (everyone = false) => sweep.pass(tenant, clock(), { lag: [], everyone });
const passWithoutBus = (everyone = false) => sweep.pass(tenant, clock(), { lag: undefined, everyone });
const putOnce = (key: string, document: unknown) => settleDocument(store, key, z.unknown(), document);

async function putDone(stage: 'normalize' | 'reconcile', roles: readonly string[], attempt = 1) {
  const reference = { key: 'k', sizeBytes: 1, sha256: '0'.repeat(64) };
  const outputs = Object.fromEntries(roles.map((role) => [role, reference]));
  await putOnce(objectKeys.done(tenant, id, attempt, stage), { version: 1, stage, attempt, outputs });
}

function putFailed(attempt = 1, taskId = id) {
  const failure = { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false };
  const outcome = { version: 1, status: 'failed', attempt, finishedAt: clock().toISOString(), failure };
  return putOnce(objectKeys.outcome(tenant, taskId, attempt), outcome);
}

beforeEach(() => {
  time = Date.parse('2026-03-01T00:00:00.000Z');
  isBusAway = false;
  reads = 0;
  const before = (operation: string) => {
    if (operation === 'get') reads += 1;
  };
  store = createMemoryObjectStore({ now: clock, before });
  bus = createMemoryBus({
    before: () => {
      if (isBusAway) throw new Error('away');
    },
  });
  tasks = createMemoryTaskStore();
  sweep = createSweep({ store, bus, tasks, logger: createSilentLogger(), options: defaultStatusOptions });
});

describe('the sweep', () => {
  it('leaves alone what was accepted just now', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    time += minute - 1;
    await pass();
    expect(sent()).toEqual([]);
  });

  it('publishes the next missing stage of what the bus has lost, each time with another id, and less and less often', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    for (let minutes = 0; minutes < 16; minutes += 1) {
      await pass();
      time += minute;
    }
    expect(sent()).toEqual([1, 2, 3, 4].map((sweeps) => `1.reconciliation.requested.sweep-${sweeps}`));
    expect(await readJson(store, open)).toMatchObject({ sweeps: 4, nextSweepAt: '2026-03-01T00:16:00.000Z' });
  });

  it('never asks less often than once an hour', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    const marker = { version: 1, taskId: id, openedAt: clock().toISOString(), sweeps: 40 };
    await store.put(open, JSON.stringify(marker));
    time += minute;
    await pass();
    expect(await readJson(store, open)).toMatchObject({ sweeps: 41, nextSweepAt: '2026-03-01T01:01:00.000Z' });
  });

  it('goes on where the objects say that the work stands', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    await putDone('normalize', ['plan']);
    time += minute;
    await pass();
    await putDone('reconcile', ['summary', 'breaks', 'rejects', 'duplicates']);
    time += 2 * minute;
    await pass();
    expect(sent()).toEqual(['1.files.normalized.0.sweep-1', '1.files.reconciled.0.sweep-2']);
  });

  it('looks at everyone after a start, also at those that are not due', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    time += 100;
    await pass(true);
    expect(sent()).toEqual(['1.reconciliation.requested.sweep-1']);
  });

  it('does not publish again what is still in a queue', async () => {
    const { event } = await acceptExample(store, { acceptedAt: clock() });
    const queued = { consumer: 'normalizer-small', waiting: 1, inFlight: 0, oldestAgeMs: minute };
    time += minute;
    await sweep.pass(tenant, clock(), { lag: [queued], everyone: true });
    expect(sent()).toEqual([]);
    expect(event.type).toBe('reconcyl.reconciliation.requested.v1');
  });

  it('publishes what got lost behind a message that never ends', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    const poison = { consumer: 'normalizer-small', waiting: 0, inFlight: 1, oldestAgeMs: 24 * 60 * minute };
    for (let minutes = 0; minutes < 62; minutes += 1) {
      expect(sent()).toEqual([]);
      time += minute;
      await sweep.pass(tenant, clock(), { lag: [poison] });
    }
    expect(sent()).toEqual([]);
    time += minute;
    await sweep.pass(tenant, clock(), { lag: [poison] });
    expect(sent()).toEqual(['1.reconciliation.requested.sweep-1']);
  });

  it('publishes for no more than so many in one pass, and says that it was not through', async () => {
    const options = { ...defaultStatusOptions, maxPublishes: 2 };
    const small = createSweep({ store, bus, tasks, logger: createSilentLogger(), options });
    const ids = [1, 2, 3, 4, 5].map((n) => `01890000-0000-7000-8000-00000000000${n}`);
    for (const taskId of ids) await acceptExample(store, { taskId, acceptedAt: clock() });
    expect(await small.pass(tenant, clock(), { lag: [], everyone: true })).toBe(false);
    expect(bus.published).toHaveLength(2);
  });

  it('does no harm when two of them look at once', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    const options = defaultStatusOptions;
    const other = createSweep({ store, bus, tasks, logger: createSilentLogger(), options });
    time += minute;
    await Promise.all([pass(), other.pass(tenant, clock(), { lag: [] })]);
    expect(sent()).toEqual(['1.reconciliation.requested.sweep-1']);
    expect(await readJson(store, open)).toMatchObject({ sweeps: 1 });
  });

  it('raises no counter for others when the bus is away', async () => {
    const ids = [1, 2, 3].map((n) => `01890000-0000-7000-8000-00000000000${n}`);
    for (const taskId of ids) await acceptExample(store, { taskId, acceptedAt: clock() });
    isBusAway = true;
    expect(await pass(true)).toBe(false);
    const markers = await Promise.all(ids.map((taskId) => readJson(store, objectKeys.open(tenant, taskId))));
    expect(markers.map((marker) => (marker as { sweeps: number }).sweeps)).toEqual([1, 0, 0]);
  });

  it('publishes at once what waited while the bus was away, and reads it once a minute till then', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    time += minute;
    expect(await passWithoutBus(true)).toBe(false);
    const before = reads;
    time += minute - 1;
    expect(await passWithoutBus(true)).toBe(false);
    expect(reads).toBe(before);
    await pass();
    expect(sent()).toEqual(['1.reconciliation.requested.sweep-1']);
  });

  it('closes and removes what it must while the bus is away', async () => {
    const [first = '', second = '', third = ''] = [1, 2, 3].map((n) => `01890000-0000-7000-8000-00000000000${n}`);
    for (const taskId of [first, second, third]) await acceptExample(store, { taskId, acceptedAt: clock() });
    await tombstone(store, { tenant, taskId: second, service: 'gateway', clock });
    await putFailed(1, third);
    for (let minutes = 0; minutes < 2; minutes += 1) {
      time += minute;
      await passWithoutBus();
    }
    expect(sent()).toEqual([]);
    expect(store.keys().filter((key) => key.includes(second))).toEqual(
      [objectKeys.open(tenant, second), objectKeys.deleted(tenant, second)].sort(),
    );
    expect(store.keys()).not.toContain(objectKeys.open(tenant, third));
    expect(store.keys()).toContain(objectKeys.open(tenant, first));
  });

  it('closes and removes what it must where the bus takes no events', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    const deleted = id.replace(/1$/, '2');
    await acceptExample(store, { taskId: deleted, acceptedAt: clock() });
    await tombstone(store, { tenant, taskId: deleted, service: 'gateway', clock });
    isBusAway = true;
    time += 2 * minute;
    await pass();
    expect(store.keys()).not.toContain(objectKeys.request(tenant, deleted));
  });

  it('asks for a mail that was not sent, until it was', async () => {
    await acceptExample(store, { acceptedAt: clock(), fields: { email: 'a@example.com' } });
    await putFailed();
    time += minute;
    await pass();
    expect(sent()).toEqual(['1.reconciliation.failed.sweep-1']);
    const settledAt = clock().toISOString();
    const mail = { version: 1, attempt: 1, notification: 'sent', settledAt };
    await putOnce(objectKeys.mailSent(tenant, id, 1), mail);
    time += 2 * minute;
    await pass();
    expect(sent()).toHaveLength(1);
    expect((await tasks.get(tenant, id))?.state).toMatchObject({ status: 'failed', notification: 'sent' });
    expect(store.keys()).not.toContain(open);
  });

  it('asks for a mail as long as the notifier may try', async () => {
    await acceptExample(store, { acceptedAt: clock(), fields: { email: 'a@example.com' } });
    await putFailed();
    time += 10.5 * 24 * 60 * minute;
    await pass();
    expect(sent()).toEqual(['1.reconciliation.failed.sweep-1']);
    time += 12 * 60 * minute;
    await pass();
    expect(sent()).toHaveLength(1);
    expect(store.keys()).not.toContain(open);
  });

  it('looks no more once the task store agrees with the end, and not before', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    await putFailed();
    time += minute;
    const broken = { ...tasks, put: () => Promise.reject(new Error('away')) };
    const options = defaultStatusOptions;
    await createSweep({ store, bus, tasks: broken, logger: createSilentLogger(), options }).pass(tenant, clock(), {
      lag: [],
    });
    expect(store.keys()).toContain(open);
    await pass();
    expect(store.keys()).not.toContain(open);
    expect((await tasks.get(tenant, id))?.state).toMatchObject({
      status: 'failed',
      failure: { code: 'RECON_KEY_COLUMN_UNKNOWN' },
    });
  });

  it('looks again when an attempt is opened while it takes the marker away', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    await putFailed();
    time += minute;
    const racing = {
      ...store,
      delete: async (key: string) => {
        if (key === open) await openAttempt(store, { tenant, taskId: id, reason: 'retry', service: 'gateway', clock });
        await store.delete(key);
      },
    };
    const options = defaultStatusOptions;
    await createSweep({ store: racing, bus, tasks, logger: createSilentLogger(), options }).pass(tenant, clock(), {
      lag: [],
    });
    expect(store.keys()).toContain(open);
    time += minute;
    await pass();
    expect(sent()).toEqual(['2.reconciliation.requested.sweep-1']);
  });

  it('removes the data of what was deleted after the grace, and the tombstone after a month', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    await putDone('normalize', ['plan']);
    await tombstone(store, { tenant, taskId: id, service: 'gateway', clock });
    time += 2 * minute;
    await pass();
    const deleted = objectKeys.deleted(tenant, id);
    expect(store.keys()).toEqual([open, deleted].sort());
    expect((await tasks.get(tenant, id))?.state.status).toBe('deleted');
    time += 31 * 24 * 60 * minute;
    await pass();
    expect(store.keys()).toEqual([]);
    expect(await tasks.get(tenant, id)).toBeUndefined();
  });

  it('removes the data also while the task store is away, and tells it later', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    await tombstone(store, { tenant, taskId: id, service: 'gateway', clock });
    time += 2 * minute;
    const broken = { ...tasks, get: () => Promise.reject(new Error('away')) };
    const options = defaultStatusOptions;
    const other = createSweep({ store, bus, tasks: broken, logger: createSilentLogger(), options });
    await other.pass(tenant, clock(), { lag: [] });
    expect(store.keys()).toEqual([open, objectKeys.deleted(tenant, id)].sort());
    time += minute;
    await pass();
    expect((await tasks.get(tenant, id))?.state.status).toBe('deleted');
  });

  it('removes dropped files that were never run, once they are deleted', async () => {
    const superseded = { version: 1, name: 'bank', supersededAt: clock().toISOString() };
    await store.put(objectKeys.superseded(tenant, id), JSON.stringify(superseded));
    await tombstone(store, { tenant, taskId: id, service: 'gateway', clock });
    time += 2 * minute;
    await pass();
    expect(store.keys()).toEqual([open, objectKeys.deleted(tenant, id)].sort());
    expect((await tasks.get(tenant, id))?.state.status).toBe('deleted');
  });

  it('removes it in time also where it meant to look again in an hour', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    const marker = { version: 1, taskId: id, openedAt: clock().toISOString(), sweeps: 40 };
    await store.put(open, JSON.stringify(marker));
    time += minute;
    await pass();
    await tombstone(store, { tenant, taskId: id, service: 'gateway', clock });
    for (let minutes = 0; minutes < 2; minutes += 1) {
      time += minute;
      await pass();
    }
    expect(store.keys()).toEqual([open, objectKeys.deleted(tenant, id)].sort());
  });

  it('forgets no record of a tombstone that it removes, also when the task store is away meanwhile', async () => {
    await acceptExample(store, { acceptedAt: clock() });
    await tombstone(store, { tenant, taskId: id, service: 'gateway', clock });
    time += 2 * minute;
    await pass();
    time += 31 * 24 * 60 * minute;
    const broken = { ...tasks, delete: () => Promise.reject(new Error('away')) };
    const options = defaultStatusOptions;
    await createSweep({ store, bus, tasks: broken, logger: createSilentLogger(), options }).pass(tenant, clock(), {
      lag: [],
    });
    expect((await tasks.get(tenant, id))?.state.status).toBe('deleted');
    await pass();
    expect(await tasks.get(tenant, id)).toBeUndefined();
    expect(store.keys()).toEqual([]);
  });

  it('removes an upload that died before its manifest, but not one that may still go on', async () => {
    await store.put(open, JSON.stringify({ version: 1, taskId: id, openedAt: clock().toISOString(), sweeps: 0 }));
    await store.put(objectKeys.input(tenant, id, 'source'), 'id\n1\n');
    time += 60 * minute;
    await pass();
    expect(store.keys()).toHaveLength(2);
    time += 24 * 60 * minute;
    await pass();
    expect(store.keys()).toEqual([]);
  });

  it('removes no upload that still says that it goes on', async () => {
    await store.put(objectKeys.input(tenant, id, 'source'), 'id\n1\n');
    for (let hours = 0; hours < 30; hours += 1) {
      await markOpenAnew(store, tenant, id, clock());
      time += 60 * minute;
      await pass(hours === 29);
    }
    expect(store.keys()).toEqual([open, objectKeys.input(tenant, id, 'source')].sort());
  });

  it('is not kept from the others by one that it cannot read', async () => {
    await store.put(objectKeys.open(tenant, '00000000-broken'), 'not a marker');
    await acceptExample(store, { acceptedAt: clock() });
    time += minute;
    await pass();
    expect(sent()).toEqual(['1.reconciliation.requested.sweep-1']);
  });
});
