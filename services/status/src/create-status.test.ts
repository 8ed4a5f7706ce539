import { objectKeys, type ReconcylEvent } from '@reconcyl/contracts';
import { createMetrics, type Service, tombstone } from '@reconcyl/service-kit';
import {
  acceptExample,
  createMemoryBus,
  createMemoryObjectStore,
  createMemoryTaskStore,
  createSilentLogger,
  exampleTaskId as id,
} from '@reconcyl/service-kit/testing';
import type { TaskStore } from '@reconcyl/task-store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStatus, defaultStatusOptions, type StatusOptions } from './create-status.ts';

const tenant = 'default';
const options = { ...defaultStatusOptions, startAfterMs: 1, sweepIntervalMs: 1 };
let store: ReturnType<typeof createMemoryObjectStore>;
let bus: ReturnType<typeof createMemoryBus>;
let tasks: ReturnType<typeof createMemoryTaskStore>;
let service: Service | undefined;

beforeEach(() => {
  store = createMemoryObjectStore();
  bus = createMemoryBus();
  tasks = createMemoryTaskStore();
});
afterEach(() => service?.stop(0));

async function start(taskStore: TaskStore = tasks, more: Partial<StatusOptions> = {}): Promise<void> {
  const metrics = createMetrics('test');
  const deps = { bus, store, tasks: taskStore, logger: createSilentLogger(), metrics };
  service = createStatus({ ...deps, options: { ...options, ...more } });
  await service.start();
}

const statusOf = async () => (await tasks.get(tenant, id))?.state.status;
const sweeps = () => bus.published.filter((event) => event.id.includes('sweep'));

describe('the status service', () => {
  it('folds what it hears', async () => {
    await start();
    const { event } = await acceptExample(store);
    await bus.publish(event);
    await bus.idle();
    expect(await statusOf()).toBe('accepted');
  });

  it('publishes soon after its start what a lost bus has forgotten, and lists it', async () => {
    await acceptExample(store);
    await start();
    await vi.waitUntil(() => sweeps().length > 0);
    await vi.waitUntil(async () => (await statusOf()) === 'accepted');
    expect(sweeps()[0]).toMatchObject({ type: 'reconcyl.reconciliation.requested.v1', attempt: 1 });
  });

  it('does not wait for the lease of a process that was killed', async () => {
    await acceptExample(store);
    const held = { version: 1, holder: 'dead', heldForMs: 3_600_000 };
    await store.put(objectKeys.sweepLease(tenant), JSON.stringify(held));
    await start();
    await vi.waitUntil(() => sweeps().length > 0);
  });

  it('fills a task store again that was lost while it runs', async () => {
    await acceptExample(store);
    await start();
    await vi.waitUntil(async () => (await statusOf()) !== undefined);
    tasks.clear();
    await vi.waitUntil(async () => (await statusOf()) !== undefined);
  });

  it('fills it whole also when events have written into it since', async () => {
    const ids = [1, 2, 3].map((n) => `01890000-0000-7000-8000-00000000000${n}`);
    const accepted = [];
    for (const taskId of ids) accepted.push(await acceptExample(store, { taskId }));
    await start();
    const listed = async () => (await tasks.list({ tenant, limit: 10 })).items.length;
    await vi.waitUntil(async () => (await listed()) === 3);
    tasks.clear();
    await bus.publish(accepted[1]?.event as ReconcylEvent);
    await vi.waitUntil(async () => (await listed()) === 3);
  });

  it('fills a large one part after part, without the pauses of the sweep', async () => {
    for (let n = 0; n < 450; n += 1) {
      await acceptExample(store, { taskId: `01890000-0000-7000-8000-${String(n).padStart(12, '0')}` });
    }
    // The second pause would be longer than the test may take.
    await start(tasks, { sweepIntervalMs: 3_600_000 });
    const listed = async () => (await tasks.list({ tenant, limit: 1000 })).items.length;
    await vi.waitUntil(async () => (await listed()) === 450, { timeout: 30_000 });
  });

  it('sweeps while the task store is away', async () => {
    await acceptExample(store);
    const away = () => Promise.reject(new Error('away'));
    await start({ ...tasks, get: away, put: away, list: away, epoch: away, ping: away });
    await vi.waitUntil(() => sweeps().length > 0);
    expect(await service?.ready()).toEqual({ ready: false, reasons: ['task store'] });
  });

  it('removes what was deleted or has expired while the bus is away', async () => {
    const expired = id.replace(/1$/, '2');
    for (const taskId of [id, expired]) await acceptExample(store, { taskId });
    await tombstone(store, { tenant, taskId: id, service: 'gateway' });
    const failure = { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false };
    const outcome = { version: 1, status: 'failed', attempt: 1, finishedAt: '2026-03-01T00:00:00.000Z', failure };
    await store.put(objectKeys.outcome(tenant, expired, 1), JSON.stringify(outcome));
    bus = { ...bus, lag: () => Promise.reject(new Error('away')) };
    await start(tasks, { purgeAfterMs: 0, retentionMs: 1 });
    await vi.waitUntil(() => !store.keys().includes(objectKeys.request(tenant, id)));
    await vi.waitUntil(() => !store.keys().some((key) => key.includes(expired)));
  });

  it('gives its lease up when it stops', async () => {
    await start();
    await vi.waitUntil(() => store.keys().includes(objectKeys.sweepLease(tenant)));
    await service?.stop(0);
    expect(store.text(objectKeys.sweepLease(tenant))).toContain('"heldForMs":0');
  });
});
