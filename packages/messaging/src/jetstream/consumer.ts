import { setTimeout as wait } from 'node:timers/promises';
import type { Msg } from '@nats-io/transport-node';
import type { ReconcylEvent } from '@reconcyl/contracts';
import type { Backoff } from '../backoff.ts';
import { type ConsumeOptions, type Consumer, type Outcome, reject, retry } from '../bus.ts';
import { readEvent } from '../read-event.ts';
import type { Connection } from './connection.ts';
import type { BuryRequest } from './dead-letters.ts';
import { createLeases, type Hold } from './leases.ts';
import type { OnNotice } from './notice.ts';
import { type Answer, say } from './say.ts';
import { createWorkers } from './workers.ts';

export interface ConsumerContext {
  readonly connection: Connection;
  /** Where this consumer asks for messages. */
  readonly nextSubject: string;
  /** As the server keeps it for this consumer, whatever the options say. */
  readonly ackWaitMs: number;
  readonly backoff: Backoff;
  /** 0 to 1. */
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

/** How long a worker waits for the server's word that it has noted what was said, before it goes on without. */
const patienceMs = 3000;
/** At the end, for what is just being settled. */
const settleMs = 5000;

/** One consumer of this process: what its workers get is handed to the handler, and settled by what that says. */
export function startConsumer(context: ConsumerContext, options: ConsumeOptions): RunningConsumer {
  const { connection, onNotice } = context;
  const leases = createLeases(connection, context.ackWaitMs);
  const workers = createWorkers({
    ...{ connection, work, concurrency: options.concurrency, nextSubject: context.nextSubject },
    restore: context.restore,
    onRefused: (why) =>
      onNotice({ kind: 'refused', detail: `The message bus refuses consumer ${options.name}: ${why}.` }),
  });
  let state: 'running' | 'paused' | 'closed' = 'running';
  /** Nothing more is said of any message. */
  let isOver = false;
  let closing: Promise<void> | undefined;

  async function work(message: Msg): Promise<void> {
    const hold = leases.take(message);
    if (hold === undefined) return;
    const event = readEvent(new TextDecoder().decode(message.data));
    const outcome = event === undefined ? reject('RECON_EVENT_INVALID') : await run(hold, event);
    const settled = settle(hold, outcome)
      .catch((error: unknown) => {
        // Not settled: when its lease runs out it is delivered again.
        const cameAgain = hold.claim.isGivenBack && hold.claim.isLost;
        if (event !== undefined && state !== 'closed' && !cameAgain) tell(error, event);
      })
      .finally(() => leases.drop(hold));
    // A server that has lost its memory of the delivery notes nothing before it has delivered it again, and for that it must be asked.
    await Promise.race([settled, wait(patienceMs, undefined, { ref: false })]);
  }

  async function run(hold: Hold, event: ReconcylEvent): Promise<Outcome> {
    const { signal } = hold.controller;
    const { deliveryCount } = hold.claim;
    const heartbeat = async () => leases.heartbeat(hold);
    try {
      return await options.handler({ event, deliveryCount, signal, heartbeat });
    } catch (error) {
      if (signal.aborted) return retry(0, 'aborted');
      tell(error, event);
      return retry(context.backoff(deliveryCount), 'threw');
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
        const origin = `${streamSeq}-${storedAt}`;
        await context.bury({ consumer: options.name, reason, deliveryCount, message, origin });
        return confirm(hold, { kind: 'dead', reason });
      }
      case 'retry': {
        const afterMs = withJitter(outcome.afterMs);
        claim.isGivenBack = afterMs === 0;
        return confirm(hold, { kind: 'again', afterMs });
      }
    }
  }

  function confirm(hold: Hold, answer: Answer): Promise<void> {
    return say(
      connection,
      () => hold.claim.message,
      answer,
      () => !isOver && leases.isMine(hold),
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
    workers.stop();
    const until = performance.now() + graceMs;
    // What came before the server heard of it is in hand, as any other message.
    await workers.asked();
    // A worker takes what came with the last answer in hand some steps after that.
    await new Promise((resolve) => setImmediate(resolve));
    await leases.emptyWithin(Math.max(0, until - performance.now()));
    if (leases.all().length > 0) await giveBackWhatIsLeft();
    end();
  }

  async function giveBackWhatIsLeft(): Promise<void> {
    for (const hold of leases.all()) leases.abort(hold, 'The consumer shuts down.');
    // A handler that answers to the signal at once may still say what shall become of its message.
    await leases.emptyWithin(0);
    const stuck = leases.all().filter(({ claim }) => !claim.isSettling);
    const given = stuck.flatMap((hold) => {
      if (hold.claim.isLost) return [];
      hold.claim.isSettling = true;
      return confirm(hold, { kind: 'again', afterMs: 0 });
    });
    await Promise.race([Promise.allSettled(given), wait(settleMs, undefined, { ref: false })]);
    for (const hold of stuck) leases.drop(hold);
    await leases.emptyWithin(settleMs);
  }

  function abandon(): void {
    state = 'closed';
    workers.stop();
    end();
  }

  function end(): void {
    isOver = true;
    stopHearing();
    leases.stop();
  }

  const stopHearing = connection.onBack(() => {
    // Before anybody asks: what is still worked on here must not be given to another.
    leases.beatAll();
    if (state === 'running') workers.askAnew();
  });
  workers.start();
  return {
    abandon,
    pause() {
      if (state !== 'running') return;
      state = 'paused';
      workers.stop();
    },
    resume() {
      if (state !== 'paused') return;
      state = 'running';
      workers.start();
    },
    close: (graceMs) => (closing ??= close(graceMs)),
  };
}
