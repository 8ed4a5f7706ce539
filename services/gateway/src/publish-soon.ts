import { setTimeout as delay } from 'node:timers/promises';
import type { ReconcylEvent } from '@reconcyl/contracts';
import type { GatewayContext } from './context.ts';

/** How long an answer waits for the bus. */
const patienceMs = 5000;

/**
 * Publishes an event that the sweep would publish too: what it tells of is durable already. A bus that is away or hangs costs the
 * client a few seconds at most, never the answer.
 */
export async function publishSoon({ bus, logger }: GatewayContext, event: ReconcylEvent): Promise<void> {
  const done = new AbortController();
  const published = bus.publish(event);
  try {
    const late = delay(patienceMs, 'late' as const, { signal: done.signal, ref: false });
    late.catch(() => undefined);
    const result = await Promise.race([published, late]);
    if (result === 'late')
      logger.warn({ taskId: event.subject, event: event.type }, 'the bus is slow; going on without it');
  } catch (error) {
    logger.warn(
      { taskId: event.subject, event: event.type, err: error },
      'an event was not published; the sweep will do it',
    );
  } finally {
    done.abort();
    published.catch(() => undefined);
  }
}
