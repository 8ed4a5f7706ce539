import type { Lane, Stage } from '@reconcyl/contracts';
import type { ConsumerLag } from '@reconcyl/messaging';
import { consumerName, stageServices, workTimeoutMs } from '@reconcyl/service-kit';

/** How much later than the marker before it an event may have been published. */
const slackMs = 10_000;

/** A mail rests in its queue for as long as nobody takes it, so it is no sign of a loss that it does. */
const mailMs = 86_400_000;

/**
 * How long a queue may speak for an event that nothing is heard of: as long as one may wait its turn, and be worked on, which is
 * silent for as long as it may take.
 */
export function longestWayMs(stage: Stage, inputBytes: number, lastAfterMs: number): number {
  return lastAfterMs + (stage === 'notify' ? mailMs : workTimeoutMs(inputBytes));
}

/**
 * Whether the event that a reconciliation waits for may still be in a queue or in hand: the oldest message of the stage's lane is
 * about as old as the last thing that was heard of the reconciliation, or older. Then publishing it again would only do the
 * work twice. But not for ever: the old message may be one that never ends, and another one's. An event too many does no harm;
 * one that is lost behind it would.
 */
export function isOnItsWay(
  lag: readonly ConsumerLag[],
  waiting: { readonly stage: Stage; readonly lane: Lane; readonly lastHeardMs: number; readonly longestMs: number },
): boolean {
  if (waiting.lastHeardMs >= waiting.longestMs) return false;
  const service = stageServices[waiting.stage];
  const names = [consumerName(service, waiting.lane), service];
  const queues = lag.filter(
    ({ consumer, waiting: queued, inFlight }) => names.includes(consumer) && queued + inFlight > 0,
  );
  return queues.some(({ oldestAgeMs }) => oldestAgeMs + slackMs >= waiting.lastHeardMs);
}
