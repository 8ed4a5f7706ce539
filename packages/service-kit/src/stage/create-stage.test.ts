import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectKeys, ReconcylError } from '@reconcyl/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftsAfterDone } from '../events/follow-ups.ts';
import { tombstone } from '../lifecycle/tombstone.ts';
import { createMetrics } from '../metrics.ts';
import { createScratch } from '../scratch/create-scratch.ts';
import type { Service } from '../service.ts';
import {
  acceptExample,
  createMemoryBus,
  createMemoryObjectStore,
  createSilentLogger,
  readJson,
} from '../testing/index.ts';
import { createStage } from './create-stage.ts';
import type { StageContext, WorkResult } from './definition.ts';

let root: string;
let service: Service | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stage-'));
});
afterEach(async () => {
  await service?.stop(0);
  await rm(root, { recursive: true });
});

const plan = ({ taskId }: StageContext): WorkResult => ({
  ...{ kind: 'done', outputs: {} },
  documents: { plan: { key: objectKeys.plan('default', taskId, 1), json: '{}' } },
});

async function stageOf(
  work: (context: StageContext) => Promise<WorkResult>,
  isAway: (operation: string, key: string) => boolean = () => false,
  maxBytes?: number,
) {
  const store = createMemoryObjectStore({
    before: (operation, key) => {
      if (isAway(operation, key)) throw Object.assign(new Error('away'), { operation });
    },
  });
  const bus = createMemoryBus();
  const scratch = await createScratch({ root, maxBytes });
  service = createStage(
    {
      ...{ bus, store, scratch, logger: createSilentLogger(), metrics: createMetrics('test') },
      probeMs: { first: 1, last: 2 },
    },
    {
      ...{ service: 'normalizer', stage: 'normalize', types: ['reconcyl.reconciliation.requested.v1'] },
      concurrency: { small: 1, large: 1 },
      timeoutMs: () => 60_000,
      work: (_event, context) => work(context),
      next: (done) => ({ kind: 'events', events: draftsAfterDone(done) }),
    },
  );
  await service.start();
  return { store, bus, scratch, service };
}

const ids = [1, 2, 3].map((n) => `01890000-0000-7000-8000-00000000000${n}`);

describe('a stage', () => {
  it('lets small work pass while large work is in hand', async () => {
    const gate = Promise.withResolvers<void>();
    const order: string[] = [];
    const { store, bus } = await stageOf(async (context) => {
      if (context.lane === 'large') await gate.promise;
      order.push(context.lane);
      if (context.lane === 'small') gate.resolve();
      return plan(context);
    });
    const [large = '', small = ''] = ids;
    await bus.publish((await acceptExample(store, { taskId: large, lane: 'large' })).event);
    await bus.publish((await acceptExample(store, { taskId: small, lane: 'small' })).event);
    await bus.idle();
    expect(order).toEqual(['small', 'large']);
  });

  it('takes no work while something is away, and finishes all of it once it is back', async () => {
    let isFull = true;
    let tries = 0;
    const { store, bus } = await stageOf(async (context) => {
      tries += 1;
      if (tries === 3) isFull = false;
      if (isFull) throw new ReconcylError('RECON_DISK_FULL');
      return plan(context);
    });
    for (const taskId of ids) await bus.publish((await acceptExample(store, { taskId })).event);
    await bus.idle();
    const plans = bus.published.filter(({ type }) => type === 'reconcyl.files.normalized.v1');
    expect(plans.map(({ subject }) => subject).sort()).toEqual(ids);
    expect(await bus.deadLetters()).toEqual([]);
    expect(tries).toBe(5);
  });

  it('goes on with small pairs while there is no room for a large one, which is not kept once it is deleted', async () => {
    const ended: string[] = [];
    const keep = async (context: StageContext) => {
      ended.push(context.taskId);
      return plan(context);
    };
    const { store, bus, scratch, service } = await stageOf(keep, undefined, 1000);
    const [small = '', large = '', deleted = ''] = ids;
    const source = `id\n${'1\n'.repeat(200)}`;
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const otherWork = scratch.withScratch(
      'other',
      () => {
        began.resolve();
        return gate.promise;
      },
      500,
    );
    await began.promise;
    const triedThrice = async (taskId: string) => {
      const tries = () => bus.settled.filter(({ event }) => event.subject === taskId);
      await expect.poll(() => tries().length).toBeGreaterThan(2);
      expect(tries()[0]?.outcome).toEqual({ kind: 'retry', afterMs: 30_000, reason: 'RECON_DISK_FULL' });
    };
    await bus.publish((await acceptExample(store, { taskId: large, source })).event);
    await bus.publish((await acceptExample(store, { taskId: deleted, source })).event);
    await bus.publish((await acceptExample(store, { taskId: small })).event);
    await triedThrice(large);
    await triedThrice(deleted);
    expect(ended).toEqual([small]);
    expect(await service.ready()).toEqual({ ready: true, reasons: [] });
    await tombstone(store, { tenant: 'default', taskId: deleted, service: 'gateway' });
    await expect.poll(() => bus.settled.findLast(({ event }) => event.subject === deleted)?.outcome.kind).toBe('done');
    gate.resolve();
    await otherWork;
    await bus.idle();
    expect(ended).toEqual([small, large]);
    expect(await bus.deadLetters()).toEqual([]);
  });

  it('survives an object store that is away for a while, without ending an attempt', async () => {
    let isAway = false;
    let probes = 0;
    const { store, bus, service } = await stageOf(
      async (context) => plan(context),
      () => {
        if (isAway) probes += 1;
        if (probes > 8) isAway = false;
        return isAway;
      },
    );
    const { event } = await acceptExample(store);
    isAway = true;
    await bus.publish(event);
    await bus.idle();
    expect(probes).toBe(9);
    expect(store.keys().some((key) => key.endsWith('outcome.json'))).toBe(false);
    expect(store.keys().some((key) => key.endsWith('normalize/done.json'))).toBe(true);
    expect(await service.ready()).toEqual({ ready: true, reasons: [] });
  });

  it('hands back in good order what it cannot finish before it must stop', async () => {
    const began = Promise.withResolvers<void>();
    const { store, bus, service } = await stageOf(({ signal }) => {
      began.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ReconcylError('RECON_CANCELLED')));
      });
    });
    const { event } = await acceptExample(store);
    await bus.publish(event);
    await began.promise;
    await service.stop(2);
    const said = await readJson(store, objectKeys.tryMarker('default', event.subject, 1, 'normalize', 0));
    expect(said).toMatchObject({ end: 'handed-back' });
  });

  it('counts no try as a death where the store goes away again before that can be said', async () => {
    let works = 0;
    let refusals = 0;
    const { store, bus } = await stageOf(
      async (context) => {
        works += 1;
        if (works < 3) throw new ReconcylError('RECON_UNAVAILABLE');
        return plan(context);
      },
      (operation, key) => key.includes('/tries/') && operation === 'delete' && ++refusals <= 3,
    );
    const { event } = await acceptExample(store);
    await bus.publish(event);
    await bus.idle();
    expect(refusals).toBe(4);
    const marks = store.keys().filter((key) => key.includes('/tries/'));
    expect(marks).toEqual([0, 1].map((n) => objectKeys.tryMarker('default', event.subject, 1, 'normalize', n)));
  });

  it('is not ready before it was started and while its store is away', async () => {
    let isAway = false;
    const { service } = await stageOf(
      async (context) => plan(context),
      () => isAway,
    );
    expect((await service.ready()).ready).toBe(true);
    isAway = true;
    expect(await service.ready()).toEqual({ ready: false, reasons: ['object store'] });
    await service.stop(0);
    expect((await service.ready()).reasons).toContain('not started');
  });
});
