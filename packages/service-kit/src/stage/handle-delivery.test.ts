import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeEvent, objectKeys, ReconcylError, type ReconcylEvent } from '@reconcyl/contracts';
import type { Bus, Delivery } from '@reconcyl/messaging';
import type { ObjectStore } from '@reconcyl/object-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftsAfterDone } from '../events/follow-ups.ts';
import { tombstone } from '../lifecycle/tombstone.ts';
import { createMetrics } from '../metrics.ts';
import { createScratch, type Scratch } from '../scratch/create-scratch.ts';
import {
  acceptExample,
  createDyingPorts,
  createMemoryBus,
  createMemoryObjectStore,
  createSilentLogger,
  exampleTaskId as id,
  type MemoryBus,
  type MemoryObjectStore,
  readJson,
} from '../testing/index.ts';
import type { StageContext, StageDefinition, WorkResult } from './definition.ts';
import { createDeliveryHandler } from './handle-delivery.ts';
import type { OutageWatch } from './outage-watch.ts';
import { createTurnstile } from './turnstile.ts';

type Requested = 'reconcyl.reconciliation.requested.v1';
type Work = StageDefinition<Requested>['work'];

let root: string;
let scratch: Scratch;
let store: MemoryObjectStore;
let bus: MemoryBus;
let event: ReconcylEvent;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stage-'));
  scratch = await createScratch({ root });
  store = createMemoryObjectStore();
  bus = createMemoryBus();
  event = (await acceptExample(store)).event;
});

afterEach(() => rm(root, { recursive: true }));

const plan = (text: string): WorkResult => ({
  kind: 'done',
  outputs: {},
  documents: { plan: { key: objectKeys.plan('default', id, 1), json: JSON.stringify({ text }) } },
});

const outages: OutageWatch = {
  report: () => undefined,
  worked: () => undefined,
  current: () => undefined,
  over: () => Promise.resolve(),
  stop: () => undefined,
};

/** A worker of the first stage, over these ports. */
function worker(work: Work, ports: { store: ObjectStore; bus: Bus } = { store, bus }, timeoutMs = 60_000) {
  const deps = { ...ports, scratch, logger: createSilentLogger(), metrics: createMetrics('test') };
  const definition: StageDefinition<Requested> = {
    service: 'normalizer',
    stage: 'normalize',
    types: ['reconcyl.reconciliation.requested.v1'],
    concurrency: { small: 1, large: 1 },
    timeoutMs: () => timeoutMs,
    work,
    next: (done) => ({ kind: 'events', events: draftsAfterDone(done) }),
  };
  const handle = createDeliveryHandler(deps, definition, { turnstile: createTurnstile(), outages });
  return (deliveryCount = 1, given: ReconcylEvent = event, signal = new AbortController().signal) => {
    const delivery: Delivery = { event: given, deliveryCount, signal, heartbeat: () => Promise.resolve() };
    return handle(delivery);
  };
}

const typesOf = (events: readonly ReconcylEvent[]) => events.map(({ type }) => type.split('.').slice(1, 3).join('.'));
const outcomeOf = (attempt = 1) => readJson(store, objectKeys.outcome('default', id, attempt));

describe('a delivery', () => {
  it('is worked on, its output is stored once, and what follows is published', async () => {
    expect(await worker(async () => plan('one'))()).toEqual({ kind: 'done' });
    expect(typesOf(bus.published)).toEqual(['stage.started', 'files.normalized']);
    const done = await readJson(store, objectKeys.done('default', id, 1, 'normalize'));
    expect(done).toMatchObject({ stage: 'normalize', attempt: 1, outputs: { plan: { sizeBytes: 14 } } });
    expect(bus.published[1]).toMatchObject({ causationid: event.id, correlationid: id, lane: 'small' });
  });

  it.each([0, 10, 3_000_000])('stores an output file of %i bytes under the hash of its bytes', async (size) => {
    const text = 'x'.repeat(size);
    await worker(async (_event, { scratchDir }) => {
      const path = join(scratchDir, 'plan.json');
      await writeFile(path, text);
      return { kind: 'done', outputs: { plan: { path, extension: 'json' } } };
    })();
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(store.text(objectKeys.data('default', id, 1, 'normalize', sha256, 'json'))).toBe(text);
  });

  it('leaves nothing in the scratch folder', async () => {
    let seen = '';
    await worker(async (_event, context) => {
      seen = await context.download(context.request.source, 'source.csv');
      return plan('one');
    })();
    expect(seen).toContain('source.csv');
    const [home = ''] = await readdir(root);
    expect(await readdir(join(root, home))).toEqual([]);
  });

  it('that comes ten times is worked on once', async () => {
    let works = 0;
    const handle = worker(async () => plan(`run ${++works}`));
    for (let count = 1; count <= 10; count += 1) expect(await handle(count)).toEqual({ kind: 'done' });
    expect(works).toBe(1);
    expect(typesOf(bus.published)).toEqual(['stage.started', 'files.normalized']);
  });

  it('whose late worker wrote other bytes publishes the output of the first', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = worker(async () => {
      await gate.promise;
      return plan('late');
    })();
    await worker(async () => plan('first'))(2);
    gate.resolve();
    await slow;
    expect(store.text(objectKeys.plan('default', id, 1))).toBe('{"text":"first"}');
    expect(typesOf(bus.published).filter((type) => type === 'files.normalized')).toHaveLength(1);
  });

  it('whose late worker stored other objects publishes the done marker of the first', async () => {
    const gate = Promise.withResolvers<void>();
    const stored = (text: string): WorkResult => ({
      kind: 'done',
      outputs: { plan: { bytes: text, extension: 'json' } },
    });
    const silentBus = createMemoryBus();
    const slow = worker(async () => {
      await gate.promise;
      return stored('late');
    })();
    // The first died after its done marker: what it published is not known to this bus.
    await worker(async () => stored('first'), { store, bus: silentBus })(2);
    gate.resolve();
    await slow;
    const normalized = bus.published.find(({ type }) => type === 'reconcyl.files.normalized.v1');
    if (normalized?.type !== 'reconcyl.files.normalized.v1') throw new Error('nothing was published');
    expect(store.text(normalized.data.plan.key)).toBe('first');
  });

  it('of a reconciliation that is deleted while its output is stored publishes nothing more', async () => {
    const deletesOnDone: ObjectStore = {
      ...store,
      put: async (key, body, options) => {
        const put = await store.put(key, body, options);
        if (key.endsWith('done.json')) await tombstone(store, { tenant: 'default', taskId: id, service: 'gateway' });
        return put;
      },
    };
    await worker(async () => plan('one'), { store: deletesOnDone, bus })();
    expect(typesOf(bus.published)).toEqual(['stage.started']);
  });

  it('with an object key of another reconciliation is refused', async () => {
    const data = {
      request: { key: 'default/reconciliations/other/request.json', sizeBytes: 1, sha256: '0'.repeat(64) },
    };
    const context = { tenant: 'default', taskId: id, attempt: 1, lane: 'small', service: 'gateway' } as const;
    const forged = makeEvent('reconcyl.reconciliation.requested.v1', context, data);
    const outcome = await worker(async () => plan('one'))(1, forged);
    expect(outcome).toEqual({ kind: 'reject', reason: 'RECON_EVENT_INVALID: request' });
    expect(bus.published).toEqual([]);
  });

  it('of a deleted reconciliation does nothing', async () => {
    await tombstone(store, { tenant: 'default', taskId: id, service: 'gateway' });
    const before = store.keys();
    expect(await worker(async () => plan('one'))()).toEqual({ kind: 'done' });
    expect(store.keys()).toEqual(before);
    expect(bus.published).toEqual([]);
  });

  it('of a reconciliation that is deleted while it is worked on stores and publishes nothing more', async () => {
    await worker(async () => {
      await tombstone(store, { tenant: 'default', taskId: id, service: 'gateway' });
      return plan('one');
    })();
    expect(typesOf(bus.published)).toEqual(['stage.started']);
    expect(store.keys().some((key) => key.includes('/1/'))).toBe(false);
  });
});

describe('work that fails', () => {
  it('for a reason that trying again cannot help ends the attempt at once', async () => {
    const handle = worker(async () => {
      throw new ReconcylError('RECON_RULESET_INVALID', 'Two problems.', { problems: [{ path: 'key', message: 'no' }] });
    });
    expect(await handle()).toEqual({ kind: 'done' });
    expect(await outcomeOf()).toMatchObject({
      status: 'failed',
      failure: { code: 'RECON_RULESET_INVALID', stage: 'normalize', canRetry: false, detail: 'Two problems.' },
    });
    expect(typesOf(bus.published)).toEqual(['stage.started', 'reconciliation.failed']);
  });

  it('publishes the outcome that stands in the store, not its own', async () => {
    const failure = { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false };
    const first = { version: 1, status: 'failed', attempt: 1, finishedAt: '2026-03-01T00:00:00.000Z', failure };
    // Another worker ended the attempt meanwhile, and died before it could publish.
    await worker(async () => {
      await store.put(objectKeys.outcome('default', id, 1), JSON.stringify(first));
      throw new ReconcylError('RECON_FILE_EMPTY');
    })();
    expect(await outcomeOf()).toMatchObject({ failure: { code: 'RECON_KEY_COLUMN_UNKNOWN' } });
    const failed = bus.published.filter(({ type }) => type === 'reconcyl.reconciliation.failed.v1');
    expect(failed.map(({ data }) => data)).toMatchObject([{ failure: { code: 'RECON_KEY_COLUMN_UNKNOWN' } }]);
  });

  it('by a bug is tried three times, then the attempt ends and the message goes to the dead letters', async () => {
    const handle = worker(async () => {
      throw new Error('a bug');
    });
    expect(await handle(1)).toMatchObject({ kind: 'retry', afterMs: 1000 });
    expect(await handle(2)).toMatchObject({ kind: 'retry', afterMs: 5000 });
    expect(await outcomeOf()).toBeUndefined();
    expect(await handle(3)).toEqual({ kind: 'reject', reason: 'RECON_INTERNAL' });
    expect(await outcomeOf()).toMatchObject({ failure: { code: 'RECON_INTERNAL', canRetry: true } });
  });

  it('because something is away is never counted', async () => {
    let isAway = true;
    const handle = worker(async () => {
      if (isAway) throw new ReconcylError('RECON_DISK_FULL');
      return plan('one');
    });
    for (let count = 1; count <= 20; count += 1) {
      expect(await handle(count)).toMatchObject({ kind: 'retry', reason: 'RECON_DISK_FULL' });
    }
    isAway = false;
    expect(await handle(21)).toEqual({ kind: 'done' });
    expect(await outcomeOf()).toBeUndefined();
  });

  it('because the worker stops is never counted', async () => {
    const handle = worker(async () => {
      throw new ReconcylError('RECON_CANCELLED');
    });
    const stopping = AbortSignal.abort();
    for (let count = 1; count <= 5; count += 1) {
      expect(await handle(count, event, stopping)).toMatchObject({ kind: 'retry', afterMs: 0 });
    }
    expect(await worker(async () => plan('one'))(6)).toEqual({ kind: 'done' });
  });

  it('because it takes longer than it may ends the attempt', async () => {
    const untilAborted: Work = (_event, { signal }: StageContext) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ReconcylError('RECON_CANCELLED')));
      });
    expect(await worker(untilAborted, { store, bus }, 1)()).toEqual({ kind: 'done' });
    expect(await outcomeOf()).toMatchObject({ failure: { code: 'RECON_WORK_TOO_LARGE', canRetry: false } });
  });
});

describe('a worker that dies', () => {
  const answer: Work = async () => plan('same for the same input');

  it('at any operation whatever loses nothing and leaves one output', async () => {
    const whole = createDyingPorts(store, bus, Number.POSITIVE_INFINITY);
    await worker(answer, whole)();
    const expectedKeys = store.keys();
    expect(whole.count()).toBeGreaterThan(10);

    for (let dieBefore = 1; dieBefore <= whole.count(); dieBefore += 1) {
      store = createMemoryObjectStore();
      bus = createMemoryBus();
      event = (await acceptExample(store)).event;
      const dying = createDyingPorts(store, bus, dieBefore);
      void worker(answer, dying)();
      await dying.died;
      expect(await worker(answer)(2), `killed before operation ${dieBefore}`).toEqual({ kind: 'done' });
      expect(typesOf(bus.published)).toEqual(['stage.started', 'files.normalized']);
      const tries = store.keys().filter((key) => key.includes('/tries/'));
      expect(store.keys().filter((key) => !tries.includes(key))).toEqual(expectedKeys);
    }
  });

  it('three times on one message ends the attempt, and the message goes to the dead letters', async () => {
    for (const count of [1, 2, 3]) {
      const { promise: began, resolve } = Promise.withResolvers<void>();
      const killer = worker(() => {
        resolve();
        return new Promise<never>(() => undefined);
      });
      void killer(count);
      await began;
    }
    expect(await worker(answer)(4)).toEqual({ kind: 'reject', reason: 'RECON_WORKER_DIED' });
    expect(await outcomeOf()).toMatchObject({ failure: { code: 'RECON_WORKER_DIED', canRetry: true } });
    expect(typesOf(bus.published)).toEqual(['stage.started', 'reconciliation.failed']);
  });
});

describe('work that says so', () => {
  it('is handed back without being counted', async () => {
    const handle = worker(async () => ({ kind: 'hand-back', afterMs: 90_000, reason: 'another engine' }));
    for (let count = 1; count <= 6; count += 1) {
      expect(await handle(count)).toEqual({ kind: 'retry', afterMs: 30_000, reason: 'another engine' });
    }
  });

  it('begins anew in the next attempt, once, however often it is said', async () => {
    const handle = worker(async () => ({ kind: 'restart', reason: 'another engine' }));
    await handle(1);
    await handle(2);
    const requested = bus.published.filter(({ type }) => type === 'reconcyl.reconciliation.requested.v1');
    expect(requested.map(({ attempt }) => attempt)).toEqual([2]);
    expect(await outcomeOf()).toBeUndefined();
  });
});
