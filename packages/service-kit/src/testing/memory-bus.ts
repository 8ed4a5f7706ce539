import type { ReconcylEvent } from '@reconcyl/contracts';
import type { Bus, ConsumeOptions, ConsumerLag, DeadLetter, Outcome } from '@reconcyl/messaging';

/** What became of one delivery. */
export interface Settled {
  readonly consumer: string;
  readonly event: ReconcylEvent;
  readonly deliveryCount: number;
  readonly outcome: Outcome | { readonly kind: 'threw' };
}

export interface MemoryBus extends Bus {
  /** Every event that was accepted, in order, without those that the dedupe dropped. */
  readonly published: readonly ReconcylEvent[];
  readonly settled: readonly Settled[];
  readonly broadcasts: readonly { readonly channel: string; readonly payload: unknown }[];
  /** Resolves when no consumer has anything to do any more. */
  readonly idle: () => Promise<void>;
  /** Delivers an event to a consumer as if it had been delivered `deliveryCount - 1` times before. */
  readonly redeliver: (consumer: string, event: ReconcylEvent, deliveryCount: number) => void;
}

interface Message {
  readonly event: ReconcylEvent;
  deliveries: number;
}

interface Queue {
  readonly options: ConsumeOptions;
  readonly waiting: Message[];
  inFlight: number;
  isPaused: boolean;
}

/**
 * A bus in memory, for tests of what stands on the port. Delays are not waited for: a message that is given back comes again at
 * once. `before` is called before each publish and ping has any effect; a throw in it is the operation's error.
 */
export function createMemoryBus(
  options: { readonly before?: ((operation: 'publish' | 'ping', id: string) => void | Promise<void>) | undefined } = {},
): MemoryBus {
  const { before = () => undefined } = options;
  const published: ReconcylEvent[] = [];
  const settled: Settled[] = [];
  const broadcasts: { channel: string; payload: unknown }[] = [];
  const dead: DeadLetter[] = [];
  const queues = new Map<string, Queue>();
  let idleWaiters: (() => void)[] = [];

  function lagOf({ options: { name }, waiting, inFlight }: Queue): ConsumerLag {
    const oldest = waiting[0]?.event.time;
    const oldestAgeMs = oldest === undefined ? 0 : Date.now() - new Date(oldest).getTime();
    return { consumer: name, waiting: waiting.length, inFlight, oldestAgeMs };
  }

  function isIdle(): boolean {
    return [...queues.values()].every((queue) => queue.inFlight === 0 && queue.waiting.length === 0);
  }

  function checkIdle(): void {
    if (!isIdle()) return;
    for (const resolve of idleWaiters) resolve();
    idleWaiters = [];
  }

  function pump(queue: Queue): void {
    while (!queue.isPaused && queue.inFlight < queue.options.concurrency) {
      const message = queue.waiting.shift();
      if (message === undefined) return;
      queue.inFlight += 1;
      message.deliveries += 1;
      void deliver(queue, message);
    }
  }

  async function deliver(queue: Queue, message: Message): Promise<void> {
    const { handler, name: consumer } = queue.options;
    const { event, deliveries: deliveryCount } = message;
    const delivery = {
      event,
      deliveryCount,
      signal: new AbortController().signal,
      heartbeat: () => Promise.resolve(),
    };
    const outcome = await Promise.resolve()
      .then(() => handler(delivery))
      .catch(() => ({ kind: 'threw' }) as const);
    settled.push({ consumer, event, deliveryCount, outcome });
    queue.inFlight -= 1;
    if (outcome.kind === 'retry' || outcome.kind === 'threw') queue.waiting.push(message);
    if (outcome.kind === 'reject') {
      const { reason } = outcome;
      const diedAt = new Date().toISOString();
      const body = JSON.stringify(event);
      dead.push({ id: `${dead.length + 1}`, consumer, reason, deliveryCount, diedAt, event, body });
    }
    // A turn of the event loop between deliveries, so that a message that always comes back does not starve the test.
    setImmediate(() => {
      pump(queue);
      checkIdle();
    });
  }

  return {
    published,
    settled,
    broadcasts,
    idle: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      idleWaiters.push(resolve);
      setImmediate(checkIdle);
      return promise;
    },
    redeliver: (consumer, event, deliveryCount) => {
      const queue = queues.get(consumer);
      if (queue === undefined) throw new Error('There is no such consumer.');
      queue.waiting.push({ event, deliveries: deliveryCount - 1 });
      pump(queue);
    },
    publish: async (event) => {
      await before('publish', event.id);
      if (published.some(({ id }) => id === event.id)) return;
      published.push(event);
      for (const queue of queues.values()) {
        const { types, lane } = queue.options;
        if (!types.includes(event.type) || (lane !== undefined && lane !== event.lane)) continue;
        queue.waiting.push({ event, deliveries: 0 });
        pump(queue);
      }
    },
    consume: (consumeOptions) => {
      const queue: Queue = { options: consumeOptions, waiting: [], inFlight: 0, isPaused: false };
      queues.set(consumeOptions.name, queue);
      return Promise.resolve({
        pause: () => {
          queue.isPaused = true;
        },
        resume: () => {
          queue.isPaused = false;
          pump(queue);
        },
        close: () => {
          queue.isPaused = true;
          queues.delete(consumeOptions.name);
          return Promise.resolve();
        },
      });
    },
    broadcast: (channel, payload) => {
      broadcasts.push({ channel, payload });
      return Promise.resolve();
    },
    listen: () => Promise.resolve(),
    deadLetters: () => Promise.resolve(dead),
    redrive: () => Promise.resolve(false),
    lag: () => Promise.resolve([...queues.values()].map(lagOf)),
    ping: async () => {
      await before('ping', '');
    },
    close: () => Promise.resolve(),
  };
}
