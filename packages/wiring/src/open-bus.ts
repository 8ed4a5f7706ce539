import { allConsumers, type Bus } from '@reconcyl/messaging';
import type { ConnectionOptions, Credentials } from '@reconcyl/messaging/jetstream';
import { dataPaths, type Logger } from '@reconcyl/service-kit';
import type { BusConfig } from './config-types.ts';
import { fileOf, required } from './files.ts';

/**
 * The bus that the environment names; only its adapter is loaded. The caller closes it.
 *
 * @throws RECON_ENVIRONMENT_INVALID for variables that do not go together, RECON_UNAVAILABLE when no server answers.
 */
export async function openBus(
  config: BusConfig,
  { service, logger }: { service: string; logger: Logger },
): Promise<Bus> {
  if (config.NATS_URL.length === 0) {
    const { createSqliteBus } = await import('@reconcyl/messaging/sqlite');
    return createSqliteBus({ file: dataPaths(config.DATA_DIR).bus });
  }
  const { createJetstreamBus } = await import('@reconcyl/messaging/jetstream');
  return createJetstreamBus({
    ...(await connectionOptionsOf(config, service)),
    streams: { replicas: config.NATS_REPLICAS },
    ensure: config.NATS_ENSURE,
    // Whoever may make them makes all, so that it does not matter who starts first, or comes back first after a loss.
    consumers: config.NATS_ENSURE === 'create' ? allConsumers : [],
    onNotice: ({ kind, detail }) => logger.warn({ bus: kind }, detail),
  });
}

/** How a client of NATS connects. */
export async function connectionOptionsOf(config: BusConfig, clientName: string): Promise<ConnectionOptions> {
  const { inboxPrefixOf } = await import('@reconcyl/messaging/jetstream');
  const ca = await fileOf('NATS_CA_FILE', config.NATS_CA_FILE);
  return {
    servers: config.NATS_URL,
    clientName,
    credentials: credentialsOf(config),
    tls: ca === undefined ? undefined : { ca },
    inboxPrefix: config.NATS_INBOX_PREFIX ?? (config.NATS_USER && inboxPrefixOf(config.NATS_USER)),
  };
}

function credentialsOf({ NATS_USER: user, NATS_PASSWORD, NATS_NKEY_SEED }: BusConfig): Credentials | undefined {
  if (NATS_NKEY_SEED !== undefined) return { nkeySeed: NATS_NKEY_SEED.reveal() };
  if (user === undefined) return undefined;
  return { user, password: required(NATS_PASSWORD, 'NATS_PASSWORD', 'NATS_USER').reveal() };
}
