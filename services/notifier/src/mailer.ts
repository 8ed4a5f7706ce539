import type { MailTransport } from './transports/mail-transport.ts';

/** How mails leave this installation. */
export interface Mailer {
  /** The folder of `.eml` files. */
  readonly outbox: MailTransport;
  /** Postmark or SMTP, where one is set up. */
  readonly provider?: MailTransport | undefined;
  /** Sender. */
  readonly from: string;
  /** Domains that may get mail by the provider, `*` for any. Empty: everything stays in the outbox. */
  readonly allowedDomains: readonly string[];
  readonly whenUnsure: 'resend' | 'skip';
  /** A report with more bytes is linked, not attached. */
  readonly attachmentMaxBytes: number;
  readonly perRecipientPerHour: number;
  /** How long after the end of an attempt its mail is tried. */
  readonly giveUpAfterMs: number;
}

/** The way for a mail to this address; undefined when it must not get any. */
export function chooseTransport(mailer: Mailer, address: string): MailTransport | undefined {
  const { provider, outbox, allowedDomains } = mailer;
  if (provider === undefined || allowedDomains.length === 0) return outbox;
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return allowedDomains.some((allowed) => allowed === '*' || allowed.toLowerCase() === domain) ? provider : undefined;
}
