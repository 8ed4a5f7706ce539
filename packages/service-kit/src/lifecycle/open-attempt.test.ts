import { type OutcomeDocument, objectKeys, outcomeDocumentSchema } from '@reconcyl/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { acceptExample, createMemoryObjectStore, readJson, exampleTaskId as taskId } from '../testing/index.ts';
import { settleDocument } from './documents.ts';
import { openAttempt } from './open-attempt.ts';
import { tombstone } from './tombstone.ts';

const tenant = 'default';
const options = { tenant, taskId, reason: 'retry', service: 'gateway' } as const;
let store: ReturnType<typeof createMemoryObjectStore>;

beforeEach(async () => {
  store = createMemoryObjectStore();
  await acceptExample(store, { lane: 'large', fields: { name: 'bank' } });
});

const open = objectKeys.open(tenant, taskId);

/** The marker as the sweep leaves it that has published seven times. */
const sweepLater = () =>
  store.put(
    open,
    JSON.stringify({
      version: 1,
      taskId,
      openedAt: '2026-03-01T00:00:00.000Z',
      sweeps: 7,
      nextSweepAt: '2026-03-01T01:00:00.000Z',
    }),
  );

const fail = (attempt: number) => {
  const outcome: OutcomeDocument = {
    ...{ version: 1, status: 'failed', attempt, finishedAt: '2026-03-01T00:00:00.000Z' },
    failure: { code: 'RECON_INTERNAL', stage: 'render', canRetry: true },
  };
  return settleDocument(store, objectKeys.outcome(tenant, taskId, attempt), outcomeDocumentSchema, outcome);
};

describe('openAttempt', () => {
  it('opens the next attempt of what failed, with a marker for the sweep and the event to publish', async () => {
    await fail(1);
    await store.delete(objectKeys.open(tenant, taskId));
    const { attempt, event } = await openAttempt(store, options);
    expect(attempt).toBe(2);
    expect(event).toMatchObject({ attempt: 2, lane: 'large', data: { name: 'bank' } });
    expect(await readJson(store, objectKeys.attempt(tenant, taskId, 2))).toMatchObject({ attempt: 2, reason: 'retry' });
    expect(store.keys()).toContain(objectKeys.open(tenant, taskId));
  });

  it('is looked at as soon as a new one, also where the sweep meant to come back in an hour', async () => {
    await fail(1);
    await sweepLater();
    await openAttempt(store, { ...options, clock: () => new Date(0) });
    const openedAt = '1970-01-01T00:00:00.000Z';
    expect(await readJson(store, open)).toEqual({ version: 1, taskId, openedAt, sweeps: 7 });
  });

  it('opens one attempt, however often and at once it is asked', async () => {
    await fail(1);
    const opened = await Promise.all([1, 2, 3].map(() => openAttempt(store, options)));
    const again = await openAttempt(store, options);
    expect([...opened, again].map(({ attempt }) => attempt)).toEqual([2, 2, 2, 2]);
    expect(again.event.id).toBe(opened[0]?.event.id);
  });

  it('opens a third attempt when the second has failed', async () => {
    await fail(1);
    await openAttempt(store, options);
    await fail(2);
    expect((await openAttempt(store, options)).attempt).toBe(3);
  });

  it('opens none while the first goes on, unless that one is given up', async () => {
    await expect(openAttempt(store, options)).rejects.toMatchObject({ code: 'RECON_NOT_RETRYABLE' });
    expect((await openAttempt(store, { ...options, replacing: 1 })).attempt).toBe(2);
    expect((await openAttempt(store, { ...options, replacing: 1 })).attempt).toBe(2);
  });

  it('opens none of what was deleted or never was', async () => {
    await fail(1);
    await tombstone(store, { tenant, taskId, service: 'gateway' });
    await expect(openAttempt(store, options)).rejects.toMatchObject({ code: 'RECON_DELETED' });
    const other = { ...options, taskId: taskId.replace(/1$/, '2') };
    await expect(openAttempt(store, other)).rejects.toMatchObject({ code: 'RECON_NOT_FOUND' });
  });
});

describe('tombstone', () => {
  it('is set once, and says so', async () => {
    const first = await tombstone(store, { tenant, taskId, service: 'gateway', clock: () => new Date(0) });
    const second = await tombstone(store, { tenant, taskId, service: 'gateway' });
    expect(first).toMatchObject({ created: true, deletedAt: '1970-01-01T00:00:00.000Z' });
    expect(second).toMatchObject({ created: false, deletedAt: first.deletedAt });
    expect(second.event.id).toBe(first.event.id);
  });

  it('makes the sweep look at what it had closed', async () => {
    await store.delete(objectKeys.open(tenant, taskId));
    await tombstone(store, { tenant, taskId, service: 'gateway' });
    expect(store.keys()).toContain(objectKeys.open(tenant, taskId));
  });

  it('makes the sweep look as soon as at a new one, also where it meant to come back in an hour', async () => {
    await sweepLater();
    await tombstone(store, { tenant, taskId, service: 'gateway', clock: () => new Date(0) });
    const openedAt = '1970-01-01T00:00:00.000Z';
    expect(await readJson(store, open)).toEqual({ version: 1, taskId, openedAt, sweeps: 7 });
  });

  it('loses no count of a sweep that publishes meanwhile', async () => {
    let isFirst = true;
    const racing: typeof store = {
      ...store,
      put: async (key, ...rest) => {
        if (key === open && isFirst) {
          isFirst = false;
          await sweepLater();
        }
        return store.put(key, ...rest);
      },
    };
    await tombstone(racing, { tenant, taskId, service: 'gateway' });
    expect(await readJson(store, open)).toMatchObject({ sweeps: 7 });
    expect(await readJson(store, open)).not.toHaveProperty('nextSweepAt');
  });

  it('is set on dropped files that were never run', async () => {
    await store.deleteAll(objectKeys.reconciliation(tenant, taskId));
    const superseded = { version: 1, name: 'bank', supersededAt: '2026-03-01T00:00:00.000Z' };
    await store.put(objectKeys.superseded(tenant, taskId), JSON.stringify(superseded));
    expect(await tombstone(store, { tenant, taskId, service: 'gateway' })).toMatchObject({ created: true });
    expect(store.keys()).toContain(objectKeys.deleted(tenant, taskId));
  });

  it('is not set on what never was', async () => {
    await store.deleteAll(objectKeys.reconciliation(tenant, taskId));
    const attempt = tombstone(store, { tenant, taskId, service: 'gateway' });
    await expect(attempt).rejects.toMatchObject({ code: 'RECON_NOT_FOUND' });
  });
});
