import { makeEvent, objectKeys, outcomeDocumentSchema } from '@reconcyl/contracts';
import { draftsOfOutcome, publishDrafts, settleDocument, tombstone } from '@reconcyl/service-kit';
import {
  acceptExample,
  createMemoryBus,
  createMemoryObjectStore,
  createMemoryTaskStore,
  exampleTaskId as id,
} from '@reconcyl/service-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import { handleEvent } from './handle-event.ts';

const tenant = 'default';
const context = { tenant, taskId: id, attempt: 1, lane: 'small', service: 'test' } as const;
let store: ReturnType<typeof createMemoryObjectStore>;
let tasks: ReturnType<typeof createMemoryTaskStore>;
const state = async () => (await tasks.get(tenant, id))?.state;

beforeEach(() => {
  store = createMemoryObjectStore();
  tasks = createMemoryTaskStore();
});

describe('handleEvent', () => {
  it('takes from the manifest what the list shows, whichever event is heard first', async () => {
    await acceptExample(store, { fields: { name: 'bank', reportFormat: 'csv' } });
    const started = makeEvent('reconcyl.stage.started.v1', context, { stage: 'render' });
    expect(await handleEvent({ store, tasks }, started)).toEqual({ kind: 'done' });
    expect(await state()).toMatchObject({ status: 'rendering', name: 'bank', reportFormat: 'csv' });
    expect((await tasks.list({ tenant, limit: 1 })).items).toHaveLength(1);
  });

  it('takes the end from the outcome, and knows that a mail is on its way', async () => {
    await acceptExample(store, { fields: { email: 'a@example.com' } });
    const key = objectKeys.outcome(tenant, id, 1);
    const settled = await settleDocument(store, key, outcomeDocumentSchema, {
      ...{ version: 1, status: 'failed', attempt: 1, finishedAt: '2026-03-01T00:00:00.000Z' },
      failure: { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false },
    });
    const bus = createMemoryBus();
    await publishDrafts(bus, draftsOfOutcome(settled.document, settled.reference), context);
    for (const event of bus.published) await handleEvent({ store, tasks }, event);
    expect(await state()).toMatchObject({
      ...{ status: 'failed', finishedAt: '2026-03-01T00:00:00.000Z', notification: 'pending' },
      failure: { code: 'RECON_KEY_COLUMN_UNKNOWN' },
    });
    await handleEvent({ store, tasks }, makeEvent('reconcyl.notification.sent.v1', context, { notification: 'sent' }));
    expect((await state())?.notification).toBe('sent');
  });

  it('brings nothing back that has no manifest', async () => {
    const { event } = await acceptExample(store);
    await store.deleteAll(objectKeys.reconciliation(tenant, id));
    expect(await handleEvent({ store, tasks }, event)).toEqual({ kind: 'done' });
    expect(await state()).toBeUndefined();
  });

  it('keeps a deletion, whatever is heard after it', async () => {
    const { event } = await acceptExample(store);
    const deleted = await tombstone(store, { tenant, taskId: id, service: 'gateway' });
    await handleEvent({ store, tasks }, deleted.event);
    await handleEvent({ store, tasks }, event);
    expect((await state())?.status).toBe('deleted');
  });

  it('refuses an event with the object key of another reconciliation', async () => {
    const request = { key: 'default/reconciliations/other/request.json', sizeBytes: 1, sha256: '0'.repeat(64) };
    const forged = makeEvent('reconcyl.reconciliation.requested.v1', context, { request });
    expect(await handleEvent({ store, tasks }, forged)).toMatchObject({ kind: 'reject' });
  });

  it('loses nothing when another writer comes between', async () => {
    const { event } = await acceptExample(store);
    let raced = false;
    const racing: typeof tasks = {
      ...tasks,
      put: async (found, version) => {
        if (!raced) {
          raced = true;
          const stage = makeEvent('reconcyl.stage.started.v1', context, { stage: 'reconcile' });
          await handleEvent({ store, tasks }, stage);
        }
        return tasks.put(found, version);
      },
    };
    await handleEvent({ store, tasks: racing }, event);
    expect((await state())?.status).toBe('reconciling');
  });
});
