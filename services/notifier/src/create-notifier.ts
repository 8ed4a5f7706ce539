import { type EventContext, type Lane, lanes, parseEvent, type ReconcylEvent } from '@reconcyl/contracts';
import { type Bus, type Consumer, type Delivery, done, type Outcome, reject, retry } from '@reconcyl/messaging';
import type { ObjectStore } from '@reconcyl/object-store';
import {
  consumerName,
  continueTrace,
  type Logger,
  type Metrics,
  publishDrafts,
  type Service,
  stageServices,
  wrongKeyOf,
} from '@reconcyl/service-kit';
import { type AttemptEnded, handleAttemptEnded, type Notified, type NotifyTools } from './handle-attempt-ended.ts';
import type { Mailer } from './mailer.ts';
import { createRateLimit } from './rate-limit.ts';

export interface NotifierDeps {
  readonly bus: Bus;
  readonly store: ObjectStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly mailer: Mailer;
  /** Address under which people reach the gateway, without its last slash. */
  readonly publicUrl: string;
  readonly concurrency?: Readonly<Record<Lane, number>> | undefined;
  readonly clock?: (() => Date) | undefined;
}

const service = stageServices.notify;
const ackWaitMs = 60_000;

/**
 * The last stage: tells people how an attempt ended. It is not a stage of the loop, because it begins where the outcome stands and
 * its output goes to the world: the rule of intent and sent takes the place of the done marker. The caller closes what it gave.
 */
export function createNotifier(deps: NotifierDeps): Service {
  const { bus, store, logger, metrics, mailer, publicUrl } = deps;
  const { concurrency = { small: 2, large: 1 }, clock = () => new Date() } = deps;
  const rateLimit = createRateLimit(mailer.perRecipientPerHour);
  const stopped = new AbortController();
  const tools: NotifyTools = { store, mailer, rateLimit, publicUrl, clock, signal: stopped.signal };
  const consumers: Consumer[] = [];

  const consume = (lane: Lane) =>
    bus.consume({
      name: consumerName(service, lane),
      types: ['reconcyl.report.rendered.v1', 'reconcyl.reconciliation.failed.v1'],
      lane,
      concurrency: concurrency[lane],
      ackWaitMs,
      handler: (delivery) => withHeartbeat(delivery, () => handle(delivery)),
      onError: (error, event) => {
        metrics.worked({ stage: 'notify', lane, outcome: 'retried' }, 0);
        logger.error({ err: error, taskId: event.subject, attempt: event.attempt }, 'the mail could not be handled');
      },
    });

  async function handle(delivery: Delivery): Promise<Outcome> {
    const startedAt = performance.now();
    const event = parseEvent(delivery.event);
    const wrong = event === undefined ? 'shape' : wrongKeyOf(event);
    if (event === undefined || wrong !== undefined || !isAttemptEnded(event)) {
      metrics.deadLettered('notify', 'RECON_EVENT_INVALID');
      return reject(`RECON_EVENT_INVALID: ${wrong ?? 'type'}`);
    }
    const notified = await handleAttemptEnded(tools, event);
    const outcome = await conclude(event, notified);
    tell(event, notified, delivery.deliveryCount, performance.now() - startedAt);
    return outcome;
  }

  async function conclude(event: AttemptEnded, notified: Notified): Promise<Outcome> {
    if (notified.kind === 'later') return retry(notified.afterMs, notified.reason);
    if (notified.kind === 'dropped') return done;
    const { notification } = notified;
    await publishDrafts(
      bus,
      [{ type: 'reconcyl.notification.sent.v1', data: { notification } }],
      answer(event),
      clock(),
    );
    return done;
  }

  function tell(event: AttemptEnded, notified: Notified, delivery: number, durationMs: number): void {
    const { lane, subject: taskId, attempt, type } = event;
    const said = notified.kind === 'later' ? 'retried' : notified.kind === 'dropped' ? 'skipped' : 'done';
    metrics.worked({ stage: 'notify', lane, outcome: said }, durationMs / 1000);
    const { notification, reason } = { notification: undefined, reason: undefined, ...notified };
    logger.info(
      {
        event: type,
        taskId,
        attempt,
        delivery,
        outcome: said,
        notification,
        reason,
        durationMs: Math.round(durationMs),
      },
      'notify',
    );
  }

  return {
    name: service,
    start: async () => {
      for (const lane of lanes) consumers.push(await consume(lane));
    },
    stop: async (graceMs) => {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.close(graceMs)));
      // Their messages were given back. A mail server may be silent for minutes, and the process must not live as long.
      stopped.abort();
    },
    ready: async () => {
      const reasons = consumers.length === 0 ? ['not started'] : [];
      const pings = await Promise.allSettled([bus.ping(), store.ping()]);
      if (pings[0].status === 'rejected') reasons.push('bus');
      if (pings[1].status === 'rejected') reasons.push('object store');
      return { ready: reasons.length === 0, reasons };
    },
  };
}

function isAttemptEnded(event: ReconcylEvent): event is AttemptEnded {
  return event.type === 'reconcyl.report.rendered.v1' || event.type === 'reconcyl.reconciliation.failed.v1';
}

function answer({ tenant, subject: taskId, attempt, lane, id, traceparent }: AttemptEnded): EventContext {
  return { tenant, taskId, attempt, lane, service, causationId: id, traceparent: continueTrace(traceparent) };
}

/** A mail server may take ten minutes to answer; connections have times of their own, so a message is not kept for ever. */
async function withHeartbeat(delivery: Delivery, work: () => Promise<Outcome>): Promise<Outcome> {
  const timer = setInterval(() => {
    delivery.heartbeat().catch(() => undefined);
  }, ackWaitMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
