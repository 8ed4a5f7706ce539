import { setTimeout as wait } from 'node:timers/promises';
import { type EventType, type Lane, lanes } from '@reconcyl/contracts';
import type { Consumer, Delivery, Outcome } from '@reconcyl/messaging';
import { consumerName } from '../events/follow-ups.ts';
import type { Service } from '../service.ts';
import type { StageDefinition, StageDeps } from './definition.ts';
import { createDeliveryHandler } from './handle-delivery.ts';
import { createOutageWatch } from './outage-watch.ts';
import { createTurnstile } from './turnstile.ts';

const defaultAckWaitMs = 30_000;

/** What work that must end needs to be given back in good order. */
const handBackMs = 3000;

/**
 * Runs a stage over the bus, with one consumer a lane, so that small work never waits behind large work. The consumers exist once
 * `start` has resolved; start it before anything is published that it must see.
 */
export function createStage<Type extends EventType>(deps: StageDeps, definition: StageDefinition<Type>): Service {
  const { bus, store, scratch, logger, metrics } = deps;
  const { service, stage, ackWaitMs = defaultAckWaitMs } = definition;
  const consumers: Consumer[] = [];
  const inHand = new Set<Promise<Outcome>>();
  const stopping = new AbortController();
  const outages = createOutageWatch({
    probe: async () => {
      await Promise.all([bus.ping(), store.ping(), scratch.probe()]);
    },
    onOut: (code) => {
      logger.warn({ stage, code }, 'takes no work until what is away is back');
      metrics.outage(stage, true);
      for (const consumer of consumers) consumer.pause();
    },
    onOver: () => {
      logger.info({ stage }, 'takes work again');
      metrics.outage(stage, false);
      for (const consumer of consumers) consumer.resume();
    },
    probeMs: deps.probeMs ?? { first: 500, last: 30_000 },
  });
  const handle = createDeliveryHandler(deps, definition, { turnstile: createTurnstile(), outages });

  async function consume(lane: Lane): Promise<Consumer> {
    return bus.consume({
      name: consumerName(service, lane),
      types: definition.types,
      lane,
      concurrency: definition.concurrency[lane],
      ackWaitMs,
      handler: (delivery) => {
        const handled = withHeartbeat(delivery, ackWaitMs, stopping.signal, handle);
        inHand.add(handled);
        return handled.finally(() => inHand.delete(handled));
      },
      onError: (error, event) => logger.error({ err: error, taskId: event.subject, stage }, 'the handler threw'),
    });
  }

  return {
    name: service,
    start: async () => {
      for (const lane of lanes) consumers.push(await consume(lane));
    },
    stop: async (graceMs) => {
      // Work that waits for an outage to end is given back at once.
      outages.stop();
      // A little before the bus takes its messages back: so the store is told that these tries do not count.
      const timer = setTimeout(() => stopping.abort(), Math.max(graceMs / 2, graceMs - handBackMs));
      await Promise.all(consumers.splice(0).map((consumer) => consumer.close(graceMs)));
      clearTimeout(timer);
      stopping.abort();
      const patience = new AbortController();
      const tooLong = wait(handBackMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.allSettled(inHand), tooLong]);
      patience.abort();
    },
    ready: async () => {
      const reasons = outages.current() === undefined ? [] : [String(outages.current())];
      if (consumers.length === 0) reasons.push('not started');
      const pings = await Promise.allSettled([bus.ping(), store.ping()]);
      if (pings[0].status === 'rejected') reasons.push('bus');
      if (pings[1].status === 'rejected') reasons.push('object store');
      return { ready: reasons.length === 0, reasons };
    },
  };
}

/**
 * Keeps a message alive while it is handled, well before half of the time after which it goes to another worker. Work has a hard
 * time of its own, so a message is not kept for ever.
 */
async function withHeartbeat(
  delivery: Delivery,
  ackWaitMs: number,
  stopping: AbortSignal,
  handle: (delivery: Delivery) => Promise<Outcome>,
): Promise<Outcome> {
  const timer = setInterval(() => {
    // A late one means two workers on one message, which write-once outputs make harmless.
    delivery.heartbeat().catch(() => undefined);
  }, ackWaitMs / 3);
  try {
    const { event, deliveryCount, heartbeat } = delivery;
    return await handle({ event, deliveryCount, heartbeat, signal: AbortSignal.any([delivery.signal, stopping]) });
  } finally {
    clearInterval(timer);
  }
}
