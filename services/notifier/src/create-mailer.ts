import { ConfigError, type Secret } from '@reconcyl/service-kit';
import type { Mailer } from './mailer.ts';
import { createEmlOutbox } from './transports/eml-outbox.ts';
import type { MailTransport } from './transports/mail-transport.ts';
import { createPostmarkClient, createPostmarkTransport } from './transports/postmark.ts';
import { createSmtpClient, createSmtpTransport } from './transports/smtp.ts';

export interface MailerSettings {
  /** Folder of `.eml` files; made when it is not there. */
  readonly outboxDir: string;
  readonly postmarkToken?: Secret | undefined;
  readonly smtpUrl?: Secret | undefined;
  readonly from?: string | undefined;
  readonly allowedDomains?: readonly string[] | undefined;
  readonly whenUnsure?: Mailer['whenUnsure'] | undefined;
  readonly attachmentMaxBytes?: number | undefined;
  readonly perRecipientPerHour?: number | undefined;
  readonly giveUpHours?: number | undefined;
}

/** The sender of mails that never leave the machine; `.invalid` is a domain that cannot exist. */
const outboxSender = 'reconcyl@reconcyl.invalid';

/** Throws RECON_ENVIRONMENT_INVALID when mails are to be sent and nobody would send them. */
export function checkSender({ postmarkToken, smtpUrl, from }: MailerSettings): void {
  if ((postmarkToken !== undefined || smtpUrl !== undefined) && from === undefined) {
    throw new ConfigError(['MAIL_FROM is not set, but mails are to be sent: one e-mail address']);
  }
}

/** Sets up the ways for mail: Postmark where a token is set, else SMTP where an address is set, and always the outbox. */
export async function createMailer(settings: MailerSettings): Promise<Mailer> {
  checkSender(settings);
  return {
    outbox: await createEmlOutbox(settings.outboxDir),
    provider: createProvider(settings),
    from: settings.from ?? outboxSender,
    allowedDomains: settings.allowedDomains ?? [],
    whenUnsure: settings.whenUnsure ?? 'resend',
    attachmentMaxBytes: settings.attachmentMaxBytes ?? 5_000_000,
    perRecipientPerHour: settings.perRecipientPerHour ?? 60,
    giveUpAfterMs: (settings.giveUpHours ?? 24) * 3_600_000,
  };
}

/** Closes what `createMailer` opened. */
export async function closeMailer({ outbox, provider }: Mailer): Promise<void> {
  await Promise.all([outbox.close(), provider?.close()]);
}

function createProvider({ postmarkToken, smtpUrl }: MailerSettings): MailTransport | undefined {
  if (postmarkToken !== undefined) return createPostmarkTransport(createPostmarkClient(postmarkToken.reveal()));
  if (smtpUrl !== undefined) return createSmtpTransport(createSmtpClient(smtpUrl.reveal()));
  return undefined;
}
