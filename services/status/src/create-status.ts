import { randomUUID } from 'node:crypto';
import { defaultTenant, eventTypes, objectKeys } from '@reconcyl/contracts';
import type { Bus, Consumer } from '@reconcyl/messaging';
import type { ObjectStore } from '@reconcyl/object-store';
import { createLease, type Logger, type Metrics, type Service } from '@reconcyl/service-kit';
import type { TaskStore } from '@reconcyl/task-store';
import { handleEvent } from './handle-event.ts';
import { createRounds } from './rounds.ts';
import { createSweep, type SweepOptions } from './sweep.ts';
import { createWalks } from './walks.ts';

export interface StatusOptions extends SweepOptions {
  readonly retentionMs: number;
  /** From the start until the first pass, which looks at everything that is open. */
  readonly startAfterMs: number;
  readonly sweepIntervalMs: number;
  readonly walkIntervalMs: number;
}

export interface StatusDeps {
  readonly bus: Bus;
  readonly store: ObjectStore;
  readonly tasks: TaskStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly options: StatusOptions;
  readonly tenants?: readonly string[] | undefined;
  readonly clock?: (() => Date) | undefined;
}

/** The times that hold when nothing else is said. */
export const defaultStatusOptions: StatusOptions = {
  retentionMs: 30 * 86_400_000,
  startAfterMs: 1000,
  sweepIntervalMs: 5000,
  walkIntervalMs: 3_600_000,
  firstAfterMs: 60_000,
  lastAfterMs: 3_600_000,
  maxPublishes: 100,
  purgeAfterMs: 120_000,
  tombstoneMs: 30 * 86_400_000,
  abandonAfterMs: 86_400_000,
  closeAfterMs: 60_000,
  // The longest that MAIL_GIVE_UP_HOURS may be, 10 days, and a day: a mail that was given up has its end written down.
  mailForMs: 11 * 86_400_000,
};

/** The state of all reconciliations, and the sweep that lets none be forgotten. The caller closes what it gave. */
export function createStatus(deps: StatusDeps): Service {
  const { bus, store, tasks, logger, metrics, options, tenants = [defaultTenant], clock = () => new Date() } = deps;
  const sweep = createSweep({ store, bus, tasks, logger, options });
  const walks = createWalks({ store, tasks, logger, ...options });
  const holder = randomUUID();
  const leases = tenants.map((tenant) => ({
    tenant,
    lease: createLease(store, {
      key: objectKeys.sweepLease(tenant),
      holder,
      heldForMs: Math.max(30_000, 4 * options.sweepIntervalMs),
      clock,
    }),
  }));
  const stopping = new AbortController();
  /** Tenants for which this process has looked at everything that is open. */
  const lookedAt = new Set<string>();
  let consumer: Consumer | undefined;

  /** Gives whether the next one should follow at once. */
  async function round(): Promise<boolean> {
    // What needs no bus goes on without it: expiry, and the removal of what was deleted.
    const lag = await bus.lag().catch((error: unknown) => {
      logger.warn({ err: error }, 'the message bus does not tell how far its consumers are, so nothing is published');
      return undefined;
    });
    if (lag !== undefined) metrics.lag(lag);
    let again = false;
    for (const { tenant, lease } of leases) {
      const everyone = !lookedAt.has(tenant);
      // The first look does not wait until the lease of a process that was killed runs out: a second sweep does no harm.
      const now = (await lease.hold()) ?? (everyone ? clock() : undefined);
      if (now === undefined || stopping.signal.aborted) continue;
      if (await sweep.pass(tenant, now, { lag, everyone })) lookedAt.add(tenant);
      if (stopping.signal.aborted) continue;
      again = (await walks.part(tenant, now)) || again;
    }
    return again;
  }

  const rounds = createRounds({
    round,
    onError: (error) => logger.error({ err: error }, 'the sweep did not get through'),
    firstAfterMs: options.startAfterMs,
    intervalMs: options.sweepIntervalMs,
  });

  return {
    name: 'status',
    start: async () => {
      consumer = await bus.consume({
        name: 'status',
        types: eventTypes,
        concurrency: 8,
        ackWaitMs: 30_000,
        handler: async ({ event }) => {
          const startedAt = performance.now();
          const outcome = await handleEvent({ tasks, store }, event);
          const said = outcome.kind === 'reject' ? 'rejected' : 'done';
          metrics.worked({ stage: 'status', lane: event.lane, outcome: said }, (performance.now() - startedAt) / 1000);
          return outcome;
        },
        onError: (error, event) => {
          metrics.retried('status', 'threw');
          logger.warn({ err: error, event: event.type, taskId: event.subject }, 'an event could not be folded yet');
        },
      });
      rounds.start();
    },
    stop: async (graceMs) => {
      stopping.abort();
      await rounds.stop();
      await consumer?.close(graceMs);
      consumer = undefined;
      for (const { lease } of leases) await lease.release().catch(() => undefined);
    },
    ready: async () => {
      const pings = await Promise.allSettled([bus.ping(), store.ping(), tasks.ping()]);
      const names = ['bus', 'object store', 'task store'];
      const reasons = names.filter((_name, position) => pings[position]?.status === 'rejected');
      return { ready: reasons.length === 0 && consumer !== undefined, reasons };
    },
  };
}
