import type { ReconcylEvent } from '@reconcyl/contracts';
import type { Backoff } from '../backoff.ts';
import { type ConsumeOptions, type Consumer, type Outcome, reject, retry } from '../bus.ts';
import { createHands, type InHand } from '../hands.ts';
import { readEvent } from '../read-event.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Claim, Queue } from './queue.ts';

export interface ConsumerContext {
  readonly queue: Queue;
  readonly commit: GroupCommit;
  readonly owner: string;
  readonly backoff: Backoff;
  readonly now: () => number;
  /** Tells the other consumers of the file that a delivery can be taken, or was taken from its worker. */
  readonly announce: () => void;
}

export interface RunningConsumer extends Consumer {
  /** Looks for work, and for messages that were taken from this consumer. */
  readonly wake: () => void;
  /** Ends it without settling anything, as a crash would. */
  readonly abandon: () => void;
}

/** A failed look into the store is repeated after this. */
const afterFailureMs = 1000;
/** Longest sleep until the next look, so that a changed clock cannot put a consumer to sleep for long. */
const longestSleepMs = 60_000;

/** The loop of one consumer: takes as many messages as it has free hands, and settles each by what its handler says. */
export function startConsumer(context: ConsumerContext, options: ConsumeOptions): RunningConsumer {
  const { queue, commit, owner, now } = context;
  const hands = createHands<Claim>();
  let state: 'running' | 'paused' | 'closed' = 'running';
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let timer: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;

  function wake(): void {
    if (state === 'closed') return;
    for (const hold of hands.all()) noticeTakeover(hold);
    lookAgain = true;
    looking ??= look().finally(() => {
      looking = undefined;
      // Woken between the loop's last look and here.
      if (lookAgain) wake();
    });
  }

  async function look(): Promise<void> {
    try {
      while (lookAgain) {
        lookAgain = false;
        if (!wantsWork()) return;
        if (!queue.hasDue(options.name, now())) {
          sleepUntil(queue.nextDueAt(options.name));
          continue;
        }
        const { claims, tookOver } = await commit.writeLightly(take);
        for (const claim of claims) void work(claim);
        if (tookOver) context.announce();
        lookAgain = true;
      }
    } catch {
      sleepUntil(now() + afterFailureMs);
    }
  }

  const wantsWork = () => state === 'running' && hands.size() < options.concurrency;

  /** Runs inside the transaction: what was decided before may have changed by then. */
  function take(): ReturnType<Queue['claim']> {
    if (!wantsWork()) return { claims: [], tookOver: false };
    const limit = options.concurrency - hands.size();
    return queue.claim({ consumer: options.name, owner, limit, now: now(), ackWaitMs: options.ackWaitMs });
  }

  function sleepUntil(dueAt: number | undefined): void {
    clearTimeout(timer);
    if (dueAt === undefined || state === 'closed') return;
    timer = setTimeout(wake, Math.min(Math.max(dueAt - now(), 1), longestSleepMs)).unref();
  }

  async function work(claim: Claim): Promise<void> {
    const hold = hands.take(claim);
    const event = readEvent(claim.event);
    const outcome = event === undefined ? reject('RECON_EVENT_INVALID') : await run(hold, event);
    try {
      // A dead letter must not be lost; what else is lost makes the message come again, which handlers expect.
      const write = outcome.kind === 'reject' ? commit.write : commit.writeLightly;
      if (await write(() => settle(hold, outcome))) context.announce();
    } catch (error) {
      // Not settled: its lease runs out and it is delivered again.
      if (event !== undefined && state !== 'closed') tell(error, event);
    }
    hands.drop(hold);
    wake();
  }

  async function run(hold: InHand<Claim>, event: ReconcylEvent): Promise<Outcome> {
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

  async function heartbeat(hold: InHand<Claim>): Promise<void> {
    const until = now() + options.ackWaitMs;
    if (await commit.writeLightly(() => queue.extend(hold.claim, until))) hold.leasedUntil = until;
    else hands.abort(hold, 'The message was given to another worker.');
  }

  /** Gives whether others can take it now. */
  function settle({ claim }: InHand<Claim>, outcome: Outcome): boolean {
    switch (outcome.kind) {
      case 'done':
        queue.settle(claim);
        return false;
      case 'reject':
        queue.bury(claim, outcome.reason, now());
        return false;
      case 'retry':
        return queue.giveBack(claim, now() + Math.max(0, outcome.afterMs));
    }
  }

  /** Without heartbeats another worker may have it; then this one's work is in vain. */
  function noticeTakeover(hold: InHand<Claim>): void {
    if (hold.leasedUntil > now()) return;
    try {
      if (!queue.holds(hold.claim)) hands.abort(hold, 'The message was given to another worker.');
    } catch {
      // A passing I/O error; the heartbeat tells.
    }
  }

  function tell(error: unknown, event: ReconcylEvent): void {
    try {
      options.onError?.(error, event);
    } catch {
      // What reports an error must not change what happens to the message.
    }
  }

  async function close(graceMs: number): Promise<void> {
    abandon();
    await looking;
    await hands.emptyWithin(graceMs);
    if (hands.size() === 0) return;
    for (const hold of hands.all()) hands.abort(hold, 'The consumer shuts down.');
    // A handler that answers to the signal at once may still say what shall become of its message.
    await hands.emptyWithin(0);
    const left = hands.all();
    await commit.write(() => left.forEach(({ claim }) => void queue.giveBack(claim, now())));
    context.announce();
  }

  function abandon(): void {
    state = 'closed';
    clearTimeout(timer);
  }

  wake();
  return {
    wake,
    abandon,
    pause() {
      if (state === 'running') state = 'paused';
    },
    resume() {
      if (state === 'paused') state = 'running';
      wake();
    },
    close: (graceMs) => (closing ??= close(graceMs)),
  };
}
