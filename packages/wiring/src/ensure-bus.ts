import { ReconcylError } from '@reconcyl/contracts';
import { allConsumers } from '@reconcyl/messaging';
import type { Ensured } from '@reconcyl/messaging/jetstream';
import type { BusConfig } from './config-types.ts';
import { connectionOptionsOf } from './open-bus.ts';

/**
 * Makes the streams and consumers of the NATS that the environment names what this version declares them to be; what is there is changed
 * as far as the server allows.
 *
 * @throws RECON_ENVIRONMENT_INVALID without NATS, for variables that do not go together, and where the server refuses a change;
 * RECON_UNAVAILABLE when no server answers.
 */
export async function ensureBus(config: BusConfig): Promise<Ensured[]> {
  if (config.NATS_URL.length === 0) {
    throw new ReconcylError(
      'RECON_ENVIRONMENT_INVALID',
      'NATS_URL is not set; the embedded bus has nothing to be ensured.',
    );
  }
  const { ensureJetstream } = await import('@reconcyl/messaging/jetstream');
  return ensureJetstream({
    ...(await connectionOptionsOf(config, 'ensure')),
    streams: { replicas: config.NATS_REPLICAS },
    consumers: allConsumers,
  });
}
