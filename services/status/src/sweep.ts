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

export interface PassOptions {
  /** How far the consumers of the bus are behind; undefined while it is away: then nothing is published, and all else is done. */
  readonly lag: readonly ConsumerLag[] | undefined;
  /** Whether to look also at those that are not due: after a start, what was on its way may be lost. */
  readonly everyone?: boolean | undefined;
}

export interface Sweep {
  /**
   * Looks at every open reconciliation of a tenant that is due, and does what it needs next. `now` is the store's time. Gives false
   * when it could not do so for all: too many events were missing, or the bus is away.
   */
  readonly pass: (tenant: string, now: Date, options: PassOptions) => Promise<boolean>;
}

/** Ends the publishing of a pass: going on would only raise the counters of those that come after. */
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
  /** The same for those that wait for the bus, which holds as long as it is away. */
  const notWithoutBus = new Map<string, number>();
  const memoryOf = ({ key, etag }: ObjectInfo) => `${key} ${etag}`;

  async function pass(tenant: string, now: Date, { lag: given, everyone = false }: PassOptions): Promise<boolean> {
    const seen = new Set<string>();
    let lag = given;
    let publishes = 0;
    let skipped = 0;
    for await (const info of store.list(objectKeys.openAll(tenant))) {
      seen.add(memoryOf(info));
      if (!everyone && now.getTime() < (notBefore.get(memoryOf(info)) ?? 0)) continue;
      const waitsForBus = lag === undefined && now.getTime() < (notWithoutBus.get(memoryOf(info)) ?? 0);
      if (publishes >= options.maxPublishes || waitsForBus) {
        skipped += 1;
        continue;
      }
      try {
        const open = await readOpen(tenant, info);
        if (open === undefined || (!everyone && !isDue(open, now))) continue;
        const looked = await look(open, now, lag);
        if (looked === 'published') publishes += 1;
        if (looked === 'waits for the bus') skipped += 1;
      } catch (error) {
        if (error instanceof BusAwayError) {
          lag = undefined;
          logger.warn({ err: error.cause }, 'the sweep cannot publish, and goes on with what needs no bus');
          continue;
        }
        // One that cannot be read must not keep the others from being looked at.
        logger.error({ err: error, key: info.key }, 'the sweep could not finish with a reconciliation');
        notBefore.set(memoryOf(info), now.getTime() + options.firstAfterMs);
      }
    }
    for (const times of [notBefore, notWithoutBus]) {
      for (const memory of times.keys()) if (!seen.has(memory)) times.delete(memory);
    }
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

  async function look(
    open: Open,
    now: Date,
    lag: readonly ConsumerLag[] | undefined,
  ): Promise<'published' | 'waits for the bus' | 'looked'> {
    const snapshot = await readSnapshot(store, open.tenant, open.taskId);
    const step = nextStep(snapshot, now, options);
    const lookAgainMs = now.getTime() + options.firstAfterMs;
    switch (step.kind) {
      case 'wait':
        // Its data is gone, but the task store may have been away then.
        if (snapshot.deleted !== undefined) await tellDeleted(open);
        // What is left of a deleted one is looked at now and then, for a month.
        notBefore.set(memoryOf(open.info), snapshot.deleted ? now.getTime() + options.lastAfterMs : lookAgainMs);
        return 'looked';
      case 'publish':
        if (lag === undefined) {
          notWithoutBus.set(memoryOf(open.info), Math.min(lookAgainMs, purgeAtOf(snapshot)));
          return 'waits for the bus';
        }
        if (!isExpected(step, open, snapshot, now, lag)) {
          return (await publish(step, open, snapshot, now)) ? 'published' : 'looked';
        }
        notBefore.set(memoryOf(open.info), lookAgainMs);
        return 'looked';
      case 'close':
        await close(open, snapshot, now);
        return 'looked';
      case 'purge':
        await purge(open, now);
        return 'looked';
      case 'forget':
        // The record first: as long as there is a tombstone, the sweep comes back to it.
        await tasks.delete(open.tenant, open.taskId);
        await store.delete(objectKeys.deleted(open.tenant, open.taskId));
        await store.delete(open.info.key);
        return 'looked';
      case 'abandon':
        logger.info({ taskId: open.taskId }, 'an upload that was never accepted is removed');
        await store.deleteAll(objectKeys.reconciliation(open.tenant, open.taskId));
        await store.delete(open.info.key);
        return 'looked';
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

  /** When the data of what was deleted is to be gone, however often the sweep has published before. */
  function purgeAtOf({ deleted }: Snapshot): number {
    return deleted === undefined ? Number.POSITIVE_INFINITY : Date.parse(deleted.deletedAt) + options.purgeAfterMs;
  }

  async function publish(
    { stage, events }: NextStep & { kind: 'publish' },
    { tenant, taskId, marker, info }: Open,
    snapshot: Snapshot,
    now: Date,
  ): Promise<boolean> {
    const { attempt, request } = snapshot;
    const sweeps = marker.sweeps + 1;
    const pauseMs = Math.min(options.lastAfterMs, options.firstAfterMs * 2 ** marker.sweeps);
    const nextSweepAt = new Date(Math.min(now.getTime() + pauseMs, purgeAtOf(snapshot))).toISOString();
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

  /**
   * The tombstone stays, so that the answer is "deleted" and no late stage begins. The data before all else: that it is gone must
   * not wait for a task store.
   */
  async function purge(open: Open, now: Date): Promise<void> {
    const { tenant, taskId, marker, info } = open;
    const tombstone = objectKeys.deleted(tenant, taskId);
    for await (const { key } of store.list(objectKeys.reconciliation(tenant, taskId))) {
      if (key !== tombstone) await store.delete(key);
    }
    await tellDeleted(open);
    // A stage that was at work may have stored something just now, so it is looked at again.
    const nextSweepAt = new Date(now.getTime() + options.lastAfterMs).toISOString();
    await store.put(info.key, JSON.stringify({ ...marker, nextSweepAt }), { ifMatch: info.etag });
    logger.info({ taskId }, 'the data of a deleted reconciliation is removed');
  }

  async function tellDeleted({ tenant, taskId }: Open): Promise<void> {
    await applyState(tasks, { tenant, taskId, attempt: 1, status: 'deleted', notification: 'none' });
  }

  return { pass };
}
