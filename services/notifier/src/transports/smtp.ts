import nodemailer from 'nodemailer';
import type { Mail } from '../mail/mail.ts';
import type { MailTransport, SendResult } from './mail-transport.ts';
import { toMailOptions } from './to-mime.ts';

/** What is used of nodemailer. */
export interface SmtpClient {
  readonly sendMail: (options: ReturnType<typeof toMailOptions> & { signal?: AbortSignal }) => Promise<unknown>;
  readonly close: () => void;
}

/**
 * How long a server may be silent. It may take a mail and think for ten minutes before it says so (RFC 5321, 4.5.3.2.6); whoever
 * hangs up earlier sends a copy of what was delivered.
 */
const answerMs = 600_000;

/** `url` is smtp:// or smtps://, with user and password where the server wants them. */
export function createSmtpClient(url: string): SmtpClient {
  return nodemailer.createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: answerMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Hands mails to an SMTP server. It cannot be asked later what it got. */
export function createSmtpTransport(client: SmtpClient): MailTransport {
  return {
    name: 'smtp',
    send: async (mail: Mail, signal) => {
      try {
        await client.sendMail({ ...toMailOptions(mail), ...(signal === undefined ? {} : { signal }) });
        return { kind: 'accepted' };
      } catch (error) {
        const refused = refusalOf(error);
        if (refused === undefined) throw error;
        return refused;
      }
    },
    wasSent: async (_mail, ageMs) => (ageMs < atWorkMs ? 'too-early-to-tell' : 'unknown'),
    close: async () => client.close(),
  };
}

/** For this long another worker may still be at it: while it is, it says so far more often. */
const atWorkMs = 120_000;

/** Errors and times that are over before a mail can have been handed over. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const beforeMail = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);

interface SmtpError extends Error {
  readonly code?: string;
  /** Of the system, where `code` is nodemailer's own. */
  readonly originalCode?: string;
  readonly timeoutType?: string;
  readonly responseCode?: number;
  /** `CONN` for a connection that broke, whenever that was. */
  readonly command?: string;
}

/**
 * What an error says for certain. A reply to a command is the server's own no: 5xx for the recipient or the message is final, 4xx
 * and a refused login are not. A connection that breaks later than at its beginning leaves open what the server has.
 */
function refusalOf(error: unknown): Extract<SendResult, { kind: 'refused' }> | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, originalCode = '', timeoutType = '', responseCode, command } = error as SmtpError;
  if (code === 'EAUTH') return { kind: 'refused', isFinal: false, reason: 'login refused' };
  if (responseCode !== undefined && command !== 'CONN') {
    const isFinal = responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
    return { kind: 'refused', isFinal, reason: `SMTP ${responseCode}` };
  }
  const isBefore =
    code === 'EDNS' || code === 'ETLS' || neverConnected.has(originalCode) || beforeMail.has(timeoutType);
  return isBefore ? { kind: 'refused', isFinal: false, reason: 'not connected' } : undefined;
}
