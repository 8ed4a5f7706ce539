import type { Lane, Stage } from '@reconcyl/contracts';
import type { ConsumerLag } from '@reconcyl/messaging';
import { consumerName, stageServices } from '@reconcyl/service-kit';

/** How much later than the marker before it an event may have been published. */
const slackMs = 10_000;

/**
 * Whether the event that a reconciliation waits for may still be in a queue or in hand: the oldest message of the stage's lane is
 * about as old as the last thing that was heard of the reconciliation, or older. Then publishing it again would only do the
 * work twice.
 */
export function isOnItsWay(
  lag: readonly ConsumerLag[],
  waiting: { readonly stage: Stage; readonly lane: Lane; readonly lastHeardMs: number },
): boolean {
  const service = stageServices[waiting.stage];
  const names = [consumerName(service, waiting.lane), service];
  const queues = lag.filter(
    ({ consumer, waiting: queued, inFlight }) => names.includes(consumer) && queued + inFlight > 0,
  );
  return queues.some(({ oldestAgeMs }) => oldestAgeMs + slackMs >= waiting.lastHeardMs);
}
