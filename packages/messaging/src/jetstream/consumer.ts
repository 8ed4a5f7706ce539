import { setTimeout as wait } from 'node:timers/promises';
import type { Msg } from '@nats-io/transport-node';
import type { ReconcylEvent } from '@reconcyl/contracts';
import { type Backoff, exponentialBackoff } from '../backoff.ts';
import { type ConsumeOptions, type Consumer, type Outcome, reject, retry } from '../bus.ts';
import { createHands, type InHand } from '../hands.ts';
import { readEvent } from '../read-event.ts';
import { askForOne } from './ask.ts';
import type { Connection } from './connection.ts';
import type { BuryRequest } from './dead-letters.ts';
import { type DeliveryInfo, readDeliveryInfo } from './delivery-info.ts';
import type { OnNotice } from './notice.ts';
import { type Answer, say } from './say.ts';

export interface ConsumerContext {
  readonly connection: Connection;
  /** Where this consumer asks for messages. */
  readonly nextSubject: string;
  /** As the server keeps it for this consumer, whatever the options say. */
  readonly ackWaitMs: number;
  readonly backoff: Backoff;
  readonly random: () => number;
  readonly bury: (request: BuryRequest) => Promise<void>;
  /** Resolves when the consumer is there again; `seenAt` is when it was last. Rejects while that cannot be said. */
  readonly restore: (seenAt: Date) => Promise<void>;
  readonly onNotice: OnNotice;
}

export interface RunningConsumer extends Consumer {
  /** Ends it without settling anything, as a crash would. */
  readonly abandon: () => void;
}

/** What a message in hand is known by. */
interface Claim extends DeliveryInfo {
  /** Replaced when the server delivers the message again to the worker that has it. */
  message: Msg;
  readonly leasedUntil: number;
  timer: NodeJS.Timeout | undefined;
  /** Whether its handler ever said that it goes on. */
  isBeating: boolean;
  /** What shall become of it is being said: nothing else must be said of it. */
  isSettling: boolean;
  /** Another worker may have it: nothing may be said of it any more. */
  isLost: boolean;
}

type Hold = InHand<Claim>;

/** Between two looks for a connection. */
const lookAgainMs = 1000;
/** Between two questions, when the last ones were refused or the consumer was gone. */
const betweenQuestions = exponentialBackoff({ firstMs: 100, capMs: 5000 });
/** How long a worker waits for the server's word that it has noted what was said, before it goes on without. */
const patienceMs = 3000;
/** At the end, for what is just being settled. */
const settleMs = 5000;
/** A delivery that comes again with this part of its time left was forgotten by the server, not given up by its worker. */
const forgottenShare = 0.2;
const longestTimerMs = 2 ** 31 - 1;

/**
 * One consumer of this process: as many workers as may work at once. Each asks for one message, works on it, settles it, and asks
 * for the next, so nothing ages in a buffer. Times are those of a clock that is never set.
 */
export function startConsumer(context: ConsumerContext, options: ConsumeOptions): RunningConsumer {
  const { connection, ackWaitMs, onNotice } = context;
  const hands = createHands<Claim>();
  const now = () => performance.now();
  let state: 'running' | 'paused' | 'closed' = 'running';
  /** Nothing more is said of any message. */
  let isOver = false;
  /** Aborted when questions are to be withdrawn; those that come after have another one. */
  let asking = new AbortController();
  const asks = new Set<Promise<unknown>>();
  const workers: (Promise<void> | undefined)[] = Array.from({ length: options.concurrency }, () => undefined);
  let seenAt = new Date();
  let restoring: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  function startWorkers(): void {
    for (const [n, running] of workers.entries()) {
      if (running !== undefined || state !== 'running') continue;
      workers[n] = ask().finally(() => {
        workers[n] = undefined;
        // Resumed between its last look and here.
        startWorkers();
      });
    }
  }

  /** One worker, until it is not wanted. */
  async function ask(): Promise<void> {
    let inVain = 0;
    while (state === 'running') {
      const withdraw = asking.signal;
      await connection.connected(lookAgainMs, withdraw).catch(() => undefined);
      if (!connection.isConnected() || withdraw.aborted) {
        if (connection.client.isClosed()) return;
        continue;
      }
      const asked = askForOne(connection, context.nextSubject, withdraw);
      asks.add(asked);
      const answer = await asked.finally(() => asks.delete(asked));
      switch (answer.kind) {
        case 'message':
          seenAt = new Date();
          inVain = 0;
          await work(answer.message);
          break;
        case 'nothing':
          if (connection.isConnected()) seenAt = new Date();
          inVain = 0;
          break;
        case 'gone':
          await restore().catch(() => undefined);
          await rest(betweenQuestions(++inVain), withdraw);
          break;
        case 'refused':
          onNotice({ kind: 'refused', detail: `The message bus refuses consumer ${options.name}: ${answer.why}.` });
          await rest(betweenQuestions(++inVain), withdraw);
          break;
      }
    }
  }

  /** Once for all workers. */
  function restore(): Promise<void> {
    restoring ??= context.restore(seenAt).finally(() => {
      restoring = undefined;
    });
    return restoring;
  }

  function rest(ms: number, withdraw: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const letGo = () => resolve();
    const timer = setTimeout(letGo, ms);
    withdraw.addEventListener('abort', letGo, { once: true });
    if (withdraw.aborted) resolve();
    return promise.finally(() => {
      clearTimeout(timer);
      withdraw.removeEventListener('abort', letGo);
    });
  }

  function withdrawQuestions(): void {
    asking.abort();
    asking = new AbortController();
  }

  async function work(message: Msg): Promise<void> {
    const info = readDeliveryInfo(message);
    if (isStillHere(info, message)) return;
    const hold = hands.take({
      ...info,
      message,
      leasedUntil: now() + ackWaitMs,
      timer: undefined,
      isBeating: false,
      isSettling: false,
      isLost: false,
    });
    watchLease(hold);
    const event = readEvent(new TextDecoder().decode(message.data));
    const outcome = event === undefined ? reject('RECON_EVENT_INVALID') : await run(hold, event);
    const settled = settle(hold, outcome)
      .catch((error: unknown) => {
        // Not settled: when its lease runs out it is delivered again.
        if (event !== undefined && state !== 'closed') tell(error, event);
      })
      .finally(() => {
        clearTimeout(hold.claim.timer);
        hands.drop(hold);
      });
    // A server that has lost its memory of the delivery notes nothing before it has delivered it again, and for that it must be asked.
    await Promise.race([settled, wait(patienceMs, undefined, { ref: false })]);
  }

  /**
   * A message that this process works on came again. The server may have lost its memory of the first delivery, or of what was
   * said since: it writes that down some time later. Then the work goes on, and what it says goes to the new delivery. But when
   * the time of the first one was over, its work is in vain.
   */
  function isStillHere({ streamSeq, storedAt }: DeliveryInfo, message: Msg): boolean {
    const same = ({ claim }: Hold) => claim.streamSeq === streamSeq && claim.storedAt === storedAt && !claim.isLost;
    const hold = hands.all().find(same);
    if (hold === undefined) return false;
    const leftMs = hold.leasedUntil - now();
    const { isBeating, isSettling } = hold.claim;
    if (isSettling || leftMs > (isBeating ? 0 : forgottenShare * ackWaitMs)) {
      hold.claim.message = message;
      return true;
    }
    lose(hold);
    return false;
  }

  /** The server tells nobody that it gave a message to another worker; but it does so when its time is over, and not before. */
  function watchLease(hold: Hold): void {
    clearTimeout(hold.claim.timer);
    const leftMs = hold.leasedUntil - now();
    // While the server is away it gives the message to nobody, as far as can be known.
    if (leftMs <= 0 && connection.isConnected()) {
      lose(hold);
      return;
    }
    const timer = setTimeout(() => watchLease(hold), Math.min(Math.max(leftMs, 100), longestTimerMs));
    hold.claim.timer = timer.unref();
  }

  function lose(hold: Hold): void {
    clearTimeout(hold.claim.timer);
    hold.claim.isLost = true;
    hands.abort(hold, 'The message was given to another worker.');
  }

  async function run(hold: Hold, event: ReconcylEvent): Promise<Outcome> {
    const { signal } = hold.controller;
    const { deliveryCount } = hold.claim;
    try {
      return await options.handler({ event, deliveryCount, signal, heartbeat: () => heartbeat(hold) });
    } catch (error) {
      if (signal.aborted) return retry(0, 'aborted');
      tell(error, event);
      return retry(context.backoff(deliveryCount), 'threw');
    }
  }

  async function heartbeat(hold: Hold): Promise<void> {
    if (hold.claim.isLost || hold.claim.isSettling) return;
    hold.claim.isBeating = true;
    hold.leasedUntil = now() + ackWaitMs;
    watchLease(hold);
    if (connection.isConnected()) hold.claim.message.respond('+WPI');
  }

  /** What the server forgot of the work in hand, it hears again before anybody asks for a message. */
  function beatAll(): void {
    for (const hold of hands.all()) {
      if (hold.claim.isBeating && hold.leasedUntil > now()) hold.claim.message.respond('+WPI');
    }
  }

  async function settle(hold: Hold, outcome: Outcome): Promise<void> {
    const { claim } = hold;
    if (claim.isLost || claim.isSettling) return;
    claim.isSettling = true;
    const { streamSeq, storedAt, deliveryCount, message } = claim;
    switch (outcome.kind) {
      case 'done':
        return confirm(hold, { kind: 'done' });
      case 'reject': {
        const { reason } = outcome;
        const consumer = options.name;
        await context.bury({ consumer, reason, deliveryCount, message, origin: `${streamSeq}-${storedAt}` });
        return confirm(hold, { kind: 'dead', reason });
      }
      case 'retry':
        return confirm(hold, { kind: 'again', afterMs: withJitter(outcome.afterMs) });
    }
  }

  /** As long as the message is this worker's. */
  function confirm({ claim, leasedUntil }: Hold, answer: Answer): Promise<void> {
    return say(
      connection,
      () => claim.message,
      answer,
      () => !isOver && !claim.isLost && now() < leasedUntil,
    );
  }

  /** Not earlier than asked for, and not all at once. */
  function withJitter(afterMs: number): number {
    return afterMs <= 0 ? 0 : Math.ceil(afterMs * (1 + 0.1 * context.random()));
  }

  function tell(error: unknown, event: ReconcylEvent): void {
    try {
      options.onError?.(error, event);
    } catch {
      // What reports an error must not change what happens to the message.
    }
  }

  async function close(graceMs: number): Promise<void> {
    state = 'closed';
    withdrawQuestions();
    const until = now() + graceMs;
    // What came before the server heard of it is in hand, as any other message.
    await Promise.allSettled(asks);
    await hands.emptyWithin(Math.max(0, until - now()));
    if (hands.size() > 0) await giveBackWhatIsLeft();
    stop();
  }

  async function giveBackWhatIsLeft(): Promise<void> {
    for (const hold of hands.all()) hands.abort(hold, 'The consumer shuts down.');
    // A handler that answers to the signal at once may still say what shall become of its message.
    await hands.emptyWithin(0);
    const left = hands.all();
    const stuck = left.filter(({ claim }) => !claim.isSettling);
    const given = stuck.map((hold) => {
      hold.claim.isSettling = true;
      return confirm(hold, { kind: 'again', afterMs: 0 });
    });
    await Promise.race([Promise.allSettled(given), wait(settleMs, undefined, { ref: false })]);
    for (const hold of stuck) hands.drop(hold);
    await hands.emptyWithin(settleMs);
  }

  function stop(): void {
    isOver = true;
    for (const stopHearing of stops.splice(0)) stopHearing();
    for (const { claim } of hands.all()) clearTimeout(claim.timer);
  }

  function abandon(): void {
    state = 'closed';
    withdrawQuestions();
    stop();
  }

  const stops = [
    connection.onBack(() => {
      beatAll();
      // Questions from before may or may not be known to the server.
      withdrawQuestions();
    }),
  ];
  startWorkers();
  return {
    abandon,
    pause() {
      if (state !== 'running') return;
      state = 'paused';
      withdrawQuestions();
    },
    resume() {
      if (state === 'paused') state = 'running';
      startWorkers();
    },
    close: (graceMs) => (closing ??= close(graceMs)),
  };
}
