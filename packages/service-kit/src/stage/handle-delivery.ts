import { setTimeout as wait } from 'node:timers/promises';
import type { ErrorCode, EventOf, EventType, ReconcylEvent, RequestDocument } from '@reconcyl/contracts';
import { parseEvent, ReconcylError } from '@reconcyl/contracts';
import { type Delivery, done, type Outcome, reject, retry } from '@reconcyl/messaging';
import { wrongKeyOf } from '../events/event-keys.ts';
import { publishDrafts, publishOutcome } from '../events/publish-outcome.ts';
import { openAttempt } from '../lifecycle/open-attempt.ts';
import { decideStart, judgeError, maxBadTries, maxDelayMs, planTry, retryDelayMs } from './decide.ts';
import type { StageDefinition, StageDeps } from './definition.ts';
import { createFinish } from './finish.ts';
import { guardPublish, guardStore } from './guard-ports.ts';
import type { OutageWatch } from './outage-watch.ts';
import { type Piece, pieceOf } from './piece.ts';
import { isForgotten, readMarkers } from './read-markers.ts';
import { OutOfTimeError, runWork } from './run-work.ts';
import { storeOutputs } from './store-outputs.ts';
import { type Handled, tell } from './tell.ts';
import { type CurrentTry, handBackUnbegun, readTries } from './tries.ts';
import type { Turnstile } from './turnstile.ts';

/** What the deliveries of one stage share. */
export interface StageControl {
  readonly turnstile: Turnstile;
  readonly outages: OutageWatch;
}

/**
 * Handles one delivery of a stage's message, such that it may come twice, and the process may be killed between any two steps:
 * judge from objects what is left → do the work → store the output once → publish what follows → say done.
 */
export function createDeliveryHandler<Type extends EventType>(
  deps: StageDeps,
  definition: StageDefinition<Type>,
  control: StageControl,
): (delivery: Delivery) => Promise<Outcome> {
  const { service, stage } = definition;
  const { clock = () => new Date(), logger } = deps;
  const store = guardStore(deps.store);
  const bus = guardPublish(deps.bus);
  const finish = createFinish({ definition, store, bus, clock });

  return async (delivery) => {
    const startedAt = performance.now();
    const handled = await check(delivery);
    return tell(deps, stage, delivery, handled, performance.now() - startedAt);
  };

  /** Events are not trusted: neither with their shape nor with the paths in them. */
  async function check(delivery: Delivery): Promise<Handled> {
    const event = parseEvent(delivery.event);
    const wrong = event === undefined ? 'shape' : wrongKeyOf(event);
    if (event === undefined || wrong !== undefined || !isExpected(event)) {
      return { outcome: reject(`RECON_EVENT_INVALID: ${wrong ?? 'type'}`), said: 'rejected' };
    }
    return handle(delivery, event, pieceOf(event, service, stage));
  }

  function isExpected(event: ReconcylEvent): event is EventOf<Type> & ReconcylEvent {
    return (definition.types as readonly string[]).includes(event.type);
  }

  async function handle(delivery: Delivery, event: EventOf<Type>, piece: Piece): Promise<Handled> {
    try {
      const start = decideStart(await readMarkers(store, piece));
      switch (start.kind) {
        case 'drop':
          break;
        case 'publish-outcome':
          await publishOutcome(bus, start.outcome.document, start.outcome.reference, piece.answer, clock());
          break;
        case 'publish-next':
          await finish.follow(start.done, event, piece, start.request);
          break;
        case 'work':
          return await tryWork(delivery, event, piece, start.request);
      }
      return { outcome: done, said: 'skipped' };
    } catch (error) {
      const isFirst = delivery.deliveryCount === 1;
      return afterLoopError(error, delivery, piece, isFirst ? () => handBackUnbegun(store, piece) : undefined);
    }
  }

  /** One try of the work, with all that its end can mean. Throws only what the loop itself could not do. */
  async function tryWork(
    delivery: Delivery,
    event: EventOf<Type>,
    piece: Piece,
    request: RequestDocument,
  ): Promise<Handled> {
    const current = await readTries(store, piece, delivery.deliveryCount);
    const plan = planTry(current.earlier);
    if (typeof plan === 'object') return giveUp(new ReconcylError(plan.giveUp), piece);
    let leave: (() => void) | undefined;
    try {
      leave = await control.turnstile.enter(plan, delivery.signal);
      await current.begin();
      return await work(delivery, event, piece, request, current);
    } catch (error) {
      return await afterWorkError(error, delivery, piece, current).catch((further: unknown) =>
        afterLoopError(further, delivery, piece, current.handBack),
      );
    } finally {
      leave?.();
    }
  }

  async function work(
    delivery: Delivery,
    event: EventOf<Type>,
    piece: Piece,
    request: RequestDocument,
    current: CurrentTry,
  ): Promise<Handled> {
    const { tenant, taskId, attempt, answer } = piece;
    const child = logger.child({ taskId, attempt, stage });
    // The work does not wait for it. Nothing depends on it either: the next event says as much, and tells when the bus is away.
    const toldOfStart = publishDrafts(
      bus,
      [{ type: 'reconcyl.stage.started.v1', data: { stage }, part: stage }],
      answer,
      clock(),
    ).catch(() => undefined);
    let handled: Handled = { outcome: done, said: 'done' };
    const ended = runWork({
      ...{ deps, definition, store, piece, event, request, logger: child, signal: delivery.signal },
      onResult: async (result) => {
        await toldOfStart;
        switch (result.kind) {
          case 'done':
            // Nothing is stored for what was deleted meanwhile: its data may be gone already.
            if (await isForgotten(store, piece)) return;
            return finish.followUnlessEnded(await storeOutputs(store, piece, result), event, piece, request);
          case 'hand-back':
            await current.handBack();
            handled = { outcome: retry(Math.min(result.afterMs, maxDelayMs), result.reason), said: 'retried' };
            return;
          case 'restart': {
            const { traceparent } = answer;
            const options = {
              tenant,
              taskId,
              replacing: attempt,
              reason: 'retry',
              service,
              traceparent,
              clock,
            } as const;
            const opened = await openAttempt(store, options);
            await bus.publish(opened.event);
            child.warn({ reason: result.reason, next: opened.attempt }, 'the attempt begins anew');
          }
        }
      },
    });
    try {
      await ended;
    } finally {
      await toldOfStart;
    }
    control.outages.worked();
    return handled;
  }

  async function afterWorkError(
    error: unknown,
    delivery: Delivery,
    piece: Piece,
    current: CurrentTry,
  ): Promise<Handled> {
    const isOutOfTime = error instanceof OutOfTimeError;
    const verdict = judgeError(error, { isStopping: delivery.signal.aborted, isOutOfTime });
    switch (verdict.kind) {
      case 'hand-back':
        await untilBack(delivery, current.handBack);
        return { outcome: retry(0, 'the worker stops'), said: 'retried' };
      case 'outage':
        // The message is kept until what was away is back: only then can the store be told that this try does not count.
        await waitOut(verdict.code, delivery);
        await untilBack(delivery, current.handBack);
        return { outcome: retry(0, verdict.code), said: 'retried', code: verdict.code };
      case 'no-room':
        // Not waited for: smaller work goes on meanwhile, and what was deleted is found so when it comes again.
        await untilBack(delivery, current.handBack);
        return { outcome: retry(maxDelayMs, verdict.code), said: 'retried', code: verdict.code };
      case 'park':
        await untilBack(delivery, current.handBack);
        return { outcome: retry(maxDelayMs, 'unknown document'), said: 'retried', code: 'park' };
      case 'fail':
        await finish.fail(verdict.error, piece);
        return { outcome: done, said: 'failed', code: verdict.error.code };
      case 'count': {
        const { taskId, attempt } = piece;
        logger.error({ err: error, taskId, attempt, stage }, 'the work threw');
        const { code } = verdict.error;
        const badTries = await current.threw(code);
        if (badTries >= maxBadTries) return giveUp(verdict.error, piece);
        return { outcome: retry(retryDelayMs(badTries), code), said: 'retried', code };
      }
    }
  }

  /** After too many bad tries: the attempt ends, and the message is kept for those who look into it. */
  async function giveUp(error: ReconcylError, piece: Piece): Promise<Handled> {
    await finish.fail(error, piece);
    return { outcome: reject(error.code), said: 'rejected', code: error.code };
  }

  /** The loop's own steps failed, before or after the work: nothing of that is a failure of the work. */
  async function afterLoopError(
    error: unknown,
    delivery: Delivery,
    piece: Piece,
    handBack: (() => Promise<void>) | undefined,
  ): Promise<Handled> {
    const verdict = judgeError(error, { isStopping: delivery.signal.aborted, isOutOfTime: false });
    if (verdict.kind === 'outage') {
      await waitOut(verdict.code, delivery);
      // Else the next delivery would take this one for a death. A process that must stop before can only give the message back.
      if (handBack !== undefined) await untilBack(delivery, handBack).catch(() => undefined);
      return { outcome: retry(0, verdict.code), said: 'retried', code: verdict.code };
    }
    if (verdict.kind === 'hand-back') return { outcome: retry(0, 'the worker stops'), said: 'retried' };
    logger.error({ err: error, taskId: piece.taskId, attempt: piece.attempt, stage }, 'the loop threw');
    return { outcome: retry(maxDelayMs, 'RECON_INTERNAL'), said: 'retried', code: 'RECON_INTERNAL' };
  }

  /** Notes in the store what must not count as a death, and waits for a store that is away, as long as this process may. */
  async function untilBack(delivery: Delivery, note: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await note();
      } catch (error) {
        const verdict = judgeError(error, { isStopping: delivery.signal.aborted, isOutOfTime: false });
        if (verdict.kind !== 'outage') throw error;
        await waitOut(verdict.code, delivery);
        // A process that was told to stop probes no more.
        await wait(deps.probeMs?.first ?? 500, undefined, { signal: delivery.signal }).catch(() => undefined);
      }
    }
  }

  async function waitOut(code: ErrorCode, delivery: Delivery): Promise<void> {
    control.outages.report(code);
    await control.outages.over(delivery.signal);
  }
}
