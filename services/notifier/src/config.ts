import { emailSchema } from '@reconcyl/contracts';
import {
  busConfig,
  choice,
  commonConfig,
  dataConfig,
  dataPaths,
  defineConfig,
  integer,
  linkConfig,
  list,
  objectStoreConfig,
  secret,
  secretAddress,
} from '@reconcyl/service-kit';
import type * as z from 'zod';
import type { MailerSettings } from './create-mailer.ts';

/** Everything that can be set for mail. */
export const mailConfig = {
  POSTMARK_TOKEN: secret().optional().describe('Server token of Postmark; mails go through it when it is set'),
  SMTP_URL: secretAddress(['smtp', 'smtps'])
    .optional()
    .describe(
      'smtp:// or smtps:// address of a mail server, with user and password; used when there is no POSTMARK_TOKEN',
    ),
  MAIL_FROM: emailSchema
    .optional()
    .meta({ bounds: 'one e-mail address' })
    .describe('Sender of mails; required with POSTMARK_TOKEN or SMTP_URL'),
  MAIL_ALLOWED_DOMAINS: list({ max: 1000 })
    .default([])
    .describe(
      'Domains whose addresses may get mail, * for any; while it is empty every mail stays in the outbox folder',
    ),
  MAIL_WHEN_UNSURE: choice(['resend', 'skip'])
    .default('resend')
    .describe('What to do when nobody can tell whether a mail was sent: send it again, or leave it'),
  MAIL_ATTACHMENT_MAX_BYTES: integer({ min: 0, max: 7_000_000 })
    .default(5_000_000)
    .describe('Reports up to this size are attached, larger ones linked'),
  MAIL_PER_RECIPIENT_PER_HOUR: integer({ min: 1, max: 100_000 })
    .default(60)
    .describe('Most mails to one address an hour; more of them wait'),
  // The bus keeps an event for 14 days; what it has dropped nobody would settle.
  MAIL_GIVE_UP_HOURS: integer({ min: 1, max: 240 })
    .default(24)
    .describe('How long a mail that nobody takes is tried before it counts as failed'),
};

/** Everything that can be set for the notifier. */
export const notifierConfig = defineConfig({
  ...commonConfig,
  ...dataConfig,
  ...busConfig,
  ...objectStoreConfig,
  ...linkConfig,
  ...mailConfig,
});

/** The settings of the mailer as the variables give them. */
export function mailerSettings(
  config: z.output<ReturnType<typeof defineConfig<typeof mailConfig & typeof dataConfig>>>,
): MailerSettings {
  return {
    outboxDir: dataPaths(config.DATA_DIR).mail,
    postmarkToken: config.POSTMARK_TOKEN,
    smtpUrl: config.SMTP_URL,
    from: config.MAIL_FROM,
    allowedDomains: config.MAIL_ALLOWED_DOMAINS,
    whenUnsure: config.MAIL_WHEN_UNSURE,
    attachmentMaxBytes: config.MAIL_ATTACHMENT_MAX_BYTES,
    perRecipientPerHour: config.MAIL_PER_RECIPIENT_PER_HOUR,
    giveUpHours: config.MAIL_GIVE_UP_HOURS,
  };
}
