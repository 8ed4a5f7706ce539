import { type OpenMarker, objectKeys } from '@reconcyl/contracts';
import type { ObjectInfo } from '@reconcyl/object-store';
import { latestAttempt, markOpen, publishDrafts } from '@reconcyl/service-kit';
import { applyState } from './apply-state.ts';
import type { NextStep, SweepAges } from './next-step.ts';
import { type Snapshot, stateOfSnapshot } from './snapshot.ts';
import type { SweepDeps } from './sweep.ts';
import type { SweepMemory } from './sweep-memory.ts';

/** One open reconciliation and its marker. */
export interface Open {
  readonly tenant: string;
  readonly taskId: string;
  readonly marker: OpenMarker;
  readonly info: ObjectInfo;
}

/** Ends the publishing of a pass: going on would only raise the counters of those that come after. */
export class BusAwayError extends Error {
  override readonly name = 'BusAwayError';
}

type Publish = NextStep & { readonly kind: 'publish' };

export interface SweepSteps {
  /** Publishes what is missing, under an id of its own. Gives false when another sweep did. Throws BusAwayError. */
  readonly publish: (step: Publish, open: Open, snapshot: Snapshot, now: Date) => Promise<boolean>;
  /** Does any other step. */
  readonly withoutBus: (step: Exclude<NextStep, Publish>, open: Open, snapshot: Snapshot, now: Date) => Promise<void>;
}

/** When the data of what was deleted is to be gone, however often the sweep has published before; never for all else. */
export function purgeAtOf({ deleted }: Snapshot, { purgeAfterMs }: SweepAges): number {
  return deleted === undefined ? Number.POSITIVE_INFINITY : Date.parse(deleted.deletedAt) + purgeAfterMs;
}

/** What the sweep does for one reconciliation, once it is judged. */
export function createSweepSteps({ store, bus, tasks, logger, options }: SweepDeps, memory: SweepMemory): SweepSteps {
  async function publish(
    { stage, events }: Publish,
    { tenant, taskId, marker, info }: Open,
    snapshot: Snapshot,
    now: Date,
  ): Promise<boolean> {
    const { attempt, request } = snapshot;
    const sweeps = marker.sweeps + 1;
    const pauseMs = Math.min(options.lastAfterMs, options.firstAfterMs * 2 ** marker.sweeps);
    const againMs = Math.min(now.getTime() + pauseMs, purgeAtOf(snapshot, options));
    const nextSweepAt = new Date(againMs).toISOString();
    // The counter before the event: an id that was used once is dropped by the bus, so it must never be used again.
    const put = await store.put(info.key, JSON.stringify({ ...marker, sweeps, nextSweepAt }), { ifMatch: info.etag });
    if (!put.created) return false;
    memory.rest({ key: info.key, etag: put.etag }, againMs);
    const lane = request?.document.lane ?? 'small';
    const context = { tenant, taskId, attempt, lane, service: 'status', sweep: sweeps };
    await publishDrafts(bus, events, context, now).catch((cause: unknown) => {
      throw new BusAwayError('The bus is away.', { cause });
    });
    logger.warn({ taskId, attempt, stage, sweep: sweeps }, 'the sweep published what was missing');
    return true;
  }

  async function withoutBus(
    step: Exclude<NextStep, Publish>,
    open: Open,
    snapshot: Snapshot,
    now: Date,
  ): Promise<void> {
    switch (step.kind) {
      case 'wait':
        return rest(open, snapshot, now);
      case 'close':
        return close(open, snapshot, now);
      case 'purge':
        return purge(open, now);
      case 'forget':
        // The record first: as long as there is a tombstone, the sweep comes back to it.
        await tasks.delete(open.tenant, open.taskId);
        await store.delete(objectKeys.deleted(open.tenant, open.taskId));
        await store.delete(open.info.key);
        return;
      case 'abandon':
        logger.info({ taskId: open.taskId }, 'an upload that was never accepted is removed');
        await store.deleteAll(objectKeys.reconciliation(open.tenant, open.taskId));
        await store.delete(open.info.key);
        return;
    }
  }

  async function rest(open: Open, { deleted }: Snapshot, now: Date): Promise<void> {
    // Its data is gone, but the task store may have been away then.
    if (deleted !== undefined) await tellDeleted(open);
    // What is left of a deleted one is looked at now and then, for a month.
    memory.rest(open.info, now.getTime() + (deleted === undefined ? options.firstAfterMs : options.lastAfterMs));
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

  return { publish, withoutBus };
}
