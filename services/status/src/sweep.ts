import { objectKeys, openMarkerSchema } from '@reconcyl/contracts';
import type { Bus, ConsumerLag } from '@reconcyl/messaging';
import { getDocument, type ObjectInfo, type ObjectStore } from '@reconcyl/object-store';
import type { Logger } from '@reconcyl/service-kit';
import type { TaskStore } from '@reconcyl/task-store';
import { type NextStep, nextStep, type SweepAges } from './next-step.ts';
import { isOnItsWay, longestWayMs } from './on-its-way.ts';
import { markedAt, readSnapshot, type Snapshot } from './snapshot.ts';
import { createSweepMemory } from './sweep-memory.ts';
import { BusAwayError, createSweepSteps, type Open, purgeAtOf } from './sweep-steps.ts';
import { atOnce } from './task-ids.ts';

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
  /**
   * Whether to look also at those that are not due: after a start, what was on its way may be lost. Passes with it, until one
   * gives true, look at each so once.
   */
  readonly everyone?: boolean | undefined;
}

export interface Sweep {
  /**
   * Looks at every open reconciliation of a tenant that is due, and does what it needs next. `now` is the store's time. Gives false
   * when it could not do so for all: too many events were missing, or the bus is away.
   */
  readonly pass: (tenant: string, now: Date, options: PassOptions) => Promise<boolean>;
}

/** One pass as far as it has come. */
interface Pass {
  readonly tenant: string;
  readonly now: Date;
  readonly everyone: boolean;
  lag: readonly ConsumerLag[] | undefined;
  publishes: number;
  /** Those that could not be looked at, or wait for the bus. */
  left: number;
}

/** What was read of one marker: nothing to do, something to do, or no way to know. */
type Found =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'open'; readonly open: Open; readonly snapshot: Snapshot; readonly step: NextStep }
  | { readonly kind: 'unreadable'; readonly error: unknown };

/**
 * The loop that lets nothing accepted be forgotten: it judges from objects alone, and publishes only the next missing stage. Two
 * sweeps at once publish with the same counter, so the bus drops one of the events.
 */
export function createSweep(deps: SweepDeps): Sweep {
  const { store, logger, options } = deps;
  const memory = createSweepMemory();
  const steps = createSweepSteps(deps, memory);

  async function pass(tenant: string, now: Date, { lag, everyone = false }: PassOptions): Promise<boolean> {
    const state: Pass = { tenant, now, everyone, lag, publishes: 0, left: 0 };
    const prefix = objectKeys.openAll(tenant);
    const seen: ObjectInfo[] = [];
    let batch: ObjectInfo[] = [];
    for await (const info of store.list(prefix)) {
      seen.push(info);
      if (!isForced(state, info) && memory.rests(info, now)) continue;
      const mayPublish = options.maxPublishes - state.publishes;
      if (mayPublish <= 0 || (state.lag === undefined && memory.restsWithoutBus(info, now))) {
        state.left += 1;
        continue;
      }
      batch.push(info);
      if (batch.length < Math.min(atOnce, mayPublish)) continue;
      await lookAt(state, batch);
      batch = [];
    }
    await lookAt(state, batch);
    memory.keep(prefix, seen);
    if (everyone && state.left === 0) memory.lookedAtAll(prefix);
    return state.left === 0;
  }

  function isForced({ everyone }: Pass, info: ObjectInfo): boolean {
    return everyone && !memory.wasLookedAt(info);
  }

  /** Reads them at once, and then does what they need one after the other: what fails for one may be in vain for the next. */
  async function lookAt(state: Pass, batch: readonly ObjectInfo[]): Promise<void> {
    const found = await Promise.all(
      batch.map((info) => read(state, info).catch((error: unknown): Found => ({ kind: 'unreadable', error }))),
    );
    for (const [position, info] of batch.entries()) await act(state, info, found[position] ?? { kind: 'nothing' });
  }

  async function read(state: Pass, info: ObjectInfo): Promise<Found> {
    const marker = await getDocument(store, info.key, openMarkerSchema);
    if (marker === undefined) return { kind: 'nothing' };
    const open = { tenant: state.tenant, taskId: marker.taskId, marker, info };
    if (!isForced(state, info) && !isDue(open, state.now)) return { kind: 'nothing' };
    const snapshot = markedAt(await readSnapshot(store, open.tenant, open.taskId), info.modifiedAt);
    return { kind: 'open', open, snapshot, step: nextStep(snapshot, state.now, options) };
  }

  function isDue({ marker, info }: Open, now: Date): boolean {
    const first = info.modifiedAt.getTime() + options.firstAfterMs;
    const dueAt = marker.nextSweepAt === undefined ? first : new Date(marker.nextSweepAt).getTime();
    if (now.getTime() >= dueAt) return true;
    memory.rest(info, dueAt);
    return false;
  }

  async function act(state: Pass, info: ObjectInfo, found: Found): Promise<void> {
    try {
      if (found.kind === 'unreadable') throw found.error;
      if (found.kind === 'open' && !(await takeStep(state, found))) {
        state.left += 1;
        return;
      }
    } catch (error) {
      if (error instanceof BusAwayError) {
        state.lag = undefined;
        logger.warn({ err: error.cause }, 'the sweep cannot publish, and goes on with what needs no bus');
      } else {
        // One that cannot be read must not keep the others from being looked at.
        logger.error({ err: error, key: info.key }, 'the sweep could not finish with a reconciliation');
        memory.rest(info, state.now.getTime() + options.firstAfterMs);
      }
    }
    if (state.everyone) memory.looked(info);
  }

  /** Gives false when it must wait for the bus. */
  async function takeStep(state: Pass, { open, snapshot, step }: Found & { kind: 'open' }): Promise<boolean> {
    const { now, lag } = state;
    if (step.kind !== 'publish') {
      await steps.withoutBus(step, open, snapshot, now);
      return true;
    }
    const lookAgainMs = now.getTime() + options.firstAfterMs;
    if (lag === undefined) {
      memory.restWithoutBus(open.info, Math.min(lookAgainMs, purgeAtOf(snapshot, options)));
      return false;
    }
    if (isExpected(step, snapshot, now, lag)) memory.rest(open.info, lookAgainMs);
    else if (await steps.publish(step, open, snapshot, now)) state.publishes += 1;
    return true;
  }

  /** Whether the event may still come by itself. */
  function isExpected(
    { stage }: NextStep & { kind: 'publish' },
    { newestAt, request }: Snapshot,
    now: Date,
    lag: readonly ConsumerLag[],
  ): boolean {
    if (stage === undefined || request === undefined) return false;
    const { lane, source, target } = request.document;
    const lastHeardMs = newestAt === undefined ? 0 : now.getTime() - newestAt.getTime();
    const longestMs = longestWayMs(stage, source.sizeBytes + target.sizeBytes, options.lastAfterMs);
    return isOnItsWay(lag, { stage, lane, lastHeardMs, longestMs });
  }

  return { pass };
}
