import type { InboxNotices } from '@reconcyl/messaging/jetstream';
import type { Logger } from '@reconcyl/service-kit';
import type { BusConfig, ObjectStoreConfig } from './config-types.ts';
import { connectionOptionsOf } from './open-bus.ts';

/**
 * What the bucket says through NATS of objects that came, by their keys; nothing where there is no NATS or no bucket. The caller closes it.
 *
 * @throws RECON_ENVIRONMENT_INVALID for variables that do not go together, RECON_UNAVAILABLE when no server answers.
 */
export async function openInboxNotices(
  config: BusConfig & ObjectStoreConfig,
  { service, logger }: { service: string; logger: Logger },
): Promise<InboxNotices | undefined> {
  if (config.NATS_URL.length === 0 || config.S3_URL === undefined) return undefined;
  const { createInboxNotices } = await import('@reconcyl/messaging/jetstream');
  const notices = await createInboxNotices({
    ...(await connectionOptionsOf(config, `${service}-inbox`)),
    bucket: config.S3_BUCKET,
    onNotice: ({ kind, detail }) => logger.warn({ bus: kind }, detail),
  });
  const prefix = config.S3_PREFIX ?? '';
  return {
    ...notices,
    listen: (onKey, signal) =>
      notices.listen((name) => {
        if (name.startsWith(prefix)) onKey(name.slice(prefix.length));
      }, signal),
  };
}
