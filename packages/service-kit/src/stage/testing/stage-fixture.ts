import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectKeys, type ReconcylEvent } from '@reconcyl/contracts';
import type { Bus, Delivery } from '@reconcyl/messaging';
import type { ObjectStore } from '@reconcyl/object-store';
import { draftsAfterDone } from '../../events/follow-ups.ts';
import { createMetrics } from '../../metrics.ts';
import { createScratch } from '../../scratch/create-scratch.ts';
import {
  acceptExample,
  createMemoryBus,
  createMemoryObjectStore,
  createSilentLogger,
  exampleTaskId as id,
  readJson,
} from '../../testing/index.ts';
import type { StageDefinition, WorkResult } from '../definition.ts';
import { createDeliveryHandler } from '../handle-delivery.ts';
import type { OutageWatch } from '../outage-watch.ts';
import { createTurnstile } from '../turnstile.ts';

type Requested = 'reconcyl.reconciliation.requested.v1';
export type Work = StageDefinition<Requested>['work'];
export type StageFixture = Awaited<ReturnType<typeof createStageFixture>>;

/** An accepted reconciliation in ports of memory, and workers of the first stage for it, with a scratch folder below `root`. */
export async function createStageFixture() {
  const root = await mkdtemp(join(tmpdir(), 'stage-'));
  const scratch = await createScratch({ root });
  const newPorts = async () => {
    const store = createMemoryObjectStore();
    return { store, bus: createMemoryBus(), event: (await acceptExample(store)).event };
  };

  const ports = await newPorts();
  return Object.assign(ports, {
    root,
    /** Begins again with ports that nobody has written to. */
    anew: async () => void Object.assign(ports, await newPorts()),
    /** A worker, over the fixture's ports or these; what it gives handles one delivery. */
    worker(work: Work, { store, bus }: { store: ObjectStore; bus: Bus } = ports, timeoutMs = 60_000) {
      const probeMs = { first: 1, last: 2 };
      const deps = { store, bus, scratch, logger: createSilentLogger(), metrics: createMetrics('test'), probeMs };
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
      return (
        deliveryCount = 1,
        event: ReconcylEvent = ports.event,
        signal: Delivery['signal'] = new AbortController().signal,
      ) => {
        const delivery: Delivery = { event, deliveryCount, signal, heartbeat: () => Promise.resolve() };
        return handle(delivery);
      };
    },
    outcomeOf: (attempt = 1) => readJson(ports.store, objectKeys.outcome('default', id, attempt)),
    remove: () => rm(root, { recursive: true }),
  });
}

export const plan = (text: string): WorkResult => ({
  kind: 'done',
  outputs: {},
  documents: { plan: { key: objectKeys.plan('default', id, 1), json: JSON.stringify({ text }) } },
});

export const typesOf = (events: readonly ReconcylEvent[]) =>
  events.map(({ type }) => type.split('.').slice(1, 3).join('.'));

/** As that of a process that was told to stop: nobody waits for the end of an outage. */
const outages: OutageWatch = {
  report: () => undefined,
  worked: () => undefined,
  current: () => undefined,
  over: () => Promise.resolve(),
  stop: () => undefined,
};
