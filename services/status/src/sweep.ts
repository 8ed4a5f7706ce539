import { type OpenMarker, objectKeys, openMarkerSchema } from '@reconcyl/contracts';
import type { Bus, ConsumerLag } from '@reconcyl/messaging';
import { getDocument, type ObjectInfo, type ObjectStore } from '@reconcyl/object-store';
import { type Logger, latestAttempt, markOpen, publishDrafts } from '@reconcyl/service-kit';
import type { TaskStore } from '@reconcyl/task-store';
import { applyState } from './apply-state.ts';
import { type NextStep, nextStep, type SweepAges } from './next-step.ts';
import { isOnItsWay } from './on-its-way.ts';
import { readSnapshot, type Snapshot, stateOfSnapshot } from './snapshot.ts';

export interface SweepOptions extends SweepAges {
  /** From the acceptance until the sweep first looks, and the shortest time between two events that it publishes for one. */
  readonly firstAfterMs: number;
  /** The longest of those times; each is twice the one before. */
  readonly lastAfterMs: number;
  /** Most reconciliations that one pass publishes for. */
  readonly maxPublishes: number;
}

export interface SweepDeps {
  readonly store: ObjectStore;
  readonly bus: Bus;
  readonly tasks: TaskStore;
  readonly logger: Logger;
  readonly options: SweepOptions;
}

export interface Sweep {
  /**
   * Looks at every open reconciliation of a tenant that is due, and does what it needs next. `now` is the store's time. With
   * `everyone`, also at those that are not due: after a start, what was on its way may be lost. Gives false when it had to stop
   * before it had looked at all.
   */
  readonly pass: (tenant: string, now: Date, everyone?: boolean) => Promise<boolean>;
}

/** Ends a pass: going on would only raise the counters of those that come after. */
class BusAwayError extends Error {
  override readonly name = 'BusAwayError';
}

/** One open reconciliation and its marker. */
interface Open {
  readonly tenant: string;
  readonly taskId: string;
  readonly marker: OpenMarker;
  readonly info: ObjectInfo;
}

/**
 * The loop that lets nothing accepted be forgotten: it judges from objects alone, and publishes only the next missing stage. Two
 * sweeps at once publish with the same counter, so the bus drops one of the events.
 */
export function createSweep({ store, bus, tasks, logger, options }: SweepDeps): Sweep {
  /** When to look again, by marker as it stands: saves reading what is not due. */
  const notBefore = new Map<string, number>();
  const memoryOf = ({ key, etag }: ObjectInfo) => `${key} ${etag}`;

  async function pass(tenant: string, now: Date, everyone = false): Promise<boolean> {
    const lag = await bus.lag();
    const seen = new Set<string>();
    let publishes = 0;
    let skipped = 0;
    for await (const info of store.list(objectKeys.openAll(tenant))) {
      seen.add(memoryOf(info));
      if (!everyone && now.getTime() < (notBefore.get(memoryOf(info)) ?? 0)) continue;
      if (publishes >= options.maxPublishes) {
        skipped += 1;
        continue;
      }
      try {
        const open = await readOpen(tenant, info);
        if (open === undefined || (!everyone && !isDue(open, now))) continue;
        if (await look(open, now, lag)) publishes += 1;
      } catch (error) {
        if (error instanceof BusAwayError) throw error.cause;
        // One that cannot be read must not keep the others from being looked at.
        logger.error({ err: error, key: info.key }, 'the sweep could not finish with a reconciliation');
        notBefore.set(memoryOf(info), now.getTime() + options.firstAfterMs);
      }
    }
    for (const memory of notBefore.keys()) if (!seen.has(memory)) notBefore.delete(memory);
    return skipped === 0;
  }

  async function readOpen(tenant: string, info: ObjectInfo): Promise<Open | undefined> {
    const marker = await getDocument(store, info.key, openMarkerSchema);
    return marker === undefined ? undefined : { tenant, taskId: marker.taskId, marker, info };
  }

  function isDue({ marker, info }: Open, now: Date): boolean {
    const first = info.modifiedAt.getTime() + options.firstAfterMs;
    const dueAt = marker.nextSweepAt === undefined ? first : new Date(marker.nextSweepAt).getTime();
    if (now.getTime() >= dueAt) return true;
    notBefore.set(memoryOf(info), dueAt);
    return false;
  }

  /** Gives whether it published. */
  async function look(open: Open, now: Date, lag: readonly ConsumerLag[]): Promise<boolean> {
    const snapshot = await readSnapshot(store, open.tenant, open.taskId);
    const step = nextStep(snapshot, now, options);
    const lookAgainMs = now.getTime() + options.firstAfterMs;
    switch (step.kind) {
      case 'wait':
        // What is left of a deleted one is looked at now and then, for a month.
        notBefore.set(memoryOf(open.info), snapshot.deleted ? now.getTime() + options.lastAfterMs : lookAgainMs);
        return false;
      case 'publish':
        if (!isExpected(step, open, snapshot, now, lag)) return publish(step, open, snapshot, now);
        notBefore.set(memoryOf(open.info), lookAgainMs);
        return false;
      case 'close':
        await close(open, snapshot, now);
        return false;
      case 'purge':
        await purge(open, now);
        return false;
      case 'forget':
        // The record first: as long as there is a tombstone, the sweep comes back to it.
        await tasks.delete(open.tenant, open.taskId);
        await store.delete(objectKeys.deleted(open.tenant, open.taskId));
        await store.delete(open.info.key);
        return false;
      case 'abandon':
        logger.info({ taskId: open.taskId }, 'an upload that was never accepted is removed');
        await store.deleteAll(objectKeys.reconciliation(open.tenant, open.taskId));
        await store.delete(open.info.key);
        return false;
    }
  }

  /** Whether the event may still come by itself. */
  function isExpected(
    { stage }: NextStep & { kind: 'publish' },
    { info }: Open,
    { newestAt, request }: Snapshot,
    now: Date,
    lag: readonly ConsumerLag[],
  ): boolean {
    if (stage === undefined || request === undefined) return false;
    const lastHeard = Math.max(info.modifiedAt.getTime(), newestAt?.getTime() ?? 0);
    return isOnItsWay(lag, { stage, lane: request.document.lane, lastHeardMs: now.getTime() - lastHeard });
  }

  async function publish(
    { stage, events }: NextStep & { kind: 'publish' },
    { tenant, taskId, marker, info }: Open,
    { attempt, request, deleted }: Snapshot,
    now: Date,
  ): Promise<boolean> {
    const sweeps = marker.sweeps + 1;
    const pauseMs = Math.min(options.lastAfterMs, options.firstAfterMs * 2 ** marker.sweeps);
    // The data of what was deleted is to be gone in time, however often the sweep has published before.
    const purgeAt = deleted === undefined ? undefined : Date.parse(deleted.deletedAt) + options.purgeAfterMs;
    const nextSweepAt = new Date(Math.min(now.getTime() + pauseMs, purgeAt ?? Number.POSITIVE_INFINITY)).toISOString();
    // The counter before the event: an id that was used once is dropped by the bus, so it must never be used again.
    const put = await store.put(info.key, JSON.stringify({ ...marker, sweeps, nextSweepAt }), { ifMatch: info.etag });
    if (!put.created) return false;
    const lane = request?.document.lane ?? 'small';
    const context = { tenant, taskId, attempt, lane, service: 'status', sweep: sweeps };
    await publishDrafts(bus, events, context, now).catch((cause: unknown) => {
      throw new BusAwayError('The bus is away.', { cause });
    });
    logger.warn({ taskId, attempt, stage, sweep: sweeps }, 'the sweep published what was missing');
    return true;
  }

  async function close(open: Open, snapshot: Snapshot, now: Date): Promise<void> {
    const { tenant, taskId, info } = open;
    const state = stateOfSnapshot(snapshot);
    if (state !== undefined) await applyState(tasks, state);
    await store.delete(info.key);
    // A new attempt or a deletion may have begun since the snapshot: both put the marker again after they wrote what they are,
    // so either they put it after this deletion, or they are seen here.
    const isReopened = (await latestAttempt(store, tenant, taskId)) > snapshot.attempt;
    const isDeleted = (await store.stat(objectKeys.deleted(tenant, taskId))) !== undefined;
    if (isReopened || isDeleted) await markOpen(store, tenant, taskId, now);
  }

  /** The tombstone stays, so that the answer is "deleted" and no late stage begins. */
  async function purge({ tenant, taskId, marker, info }: Open, now: Date): Promise<void> {
    const tombstone = objectKeys.deleted(tenant, taskId);
    await applyState(tasks, { tenant, taskId, attempt: 1, status: 'deleted', notification: 'none' });
    for await (const { key } of store.list(objectKeys.reconciliation(tenant, taskId))) {
      if (key !== tombstone) await store.delete(key);
    }
    // A stage that was at work may have stored something just now, so it is looked at again.
    const nextSweepAt = new Date(now.getTime() + options.lastAfterMs).toISOString();
    await store.put(info.key, JSON.stringify({ ...marker, nextSweepAt }), { ifMatch: info.etag });
    logger.info({ taskId }, 'the data of a deleted reconciliation is removed');
  }

  return { pass };
}
