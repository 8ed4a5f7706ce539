import { emailSchema } from '@reconcyl/contracts';
import { type Models, ServerClient } from 'postmark';
import type { Mail } from '../mail/mail.ts';
import type { MailTransport, SendResult } from './mail-transport.ts';

/** What is used of Postmark's client. */
export interface PostmarkClient {
  readonly sendEmail: (message: Models.Message) => Promise<unknown>;
  readonly getOutboundMessages: (filter: {
    readonly tag: string;
    readonly count: number;
  }) => Promise<{ readonly Messages: readonly unknown[] }>;
}

/** A message may be sent and not yet be found by its tag; after this time what is not found was not sent. */
const searchDelayMs = 120_000;

export function createPostmarkClient(token: string): PostmarkClient {
  return new ServerClient(token, { timeout: 30 });
}

/** Hands mails to Postmark, which can be asked later, by tag, what it got. */
export function createPostmarkTransport(client: PostmarkClient): MailTransport {
  return {
    name: 'postmark',
    send: async (mail) => {
      try {
        await client.sendEmail(toMessage(mail));
        return { kind: 'accepted' };
      } catch (error) {
        const refused = refusalOf(error);
        if (refused === undefined) throw error;
        return refused;
      }
    },
    wasSent: async ({ tag }, ageMs) => {
      const { Messages: found } = await client.getOutboundMessages({ tag, count: 1 });
      if (found.length > 0) return 'yes';
      return ageMs < searchDelayMs ? 'too-early-to-tell' : 'no';
    },
    close: () => Promise.resolve(),
  };
}

function toMessage({ tag, messageId, from, to, subject, text, html, attachment }: Mail): Models.Message {
  return {
    From: from,
    // Postmark takes text here, in which a comma would make two recipients: the one schema for addresses knows no comma.
    To: emailSchema.parse(to),
    Subject: subject,
    TextBody: text,
    HtmlBody: html,
    Tag: tag,
    Headers: [
      { Name: 'Message-ID', Value: messageId },
      { Name: 'X-PM-KeepID', Value: 'true' },
      { Name: 'Auto-Submitted', Value: 'auto-generated' },
    ],
    ...(attachment === undefined
      ? {}
      : {
          Attachments: [
            {
              Name: attachment.fileName,
              ContentType: attachment.mediaType,
              Content: attachment.content.toString('base64'),
              ContentID: null,
            },
          ],
        }),
  };
}

/** 300 (invalid) and 406 (inactive recipient) are final; other answers below 500, and 503, say that the mail was not taken. */
function refusalOf(error: unknown): Extract<SendResult, { kind: 'refused' }> | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode = 0 } = error as Error & { code?: number; statusCode?: number };
  if (code === 300 || code === 406) return { kind: 'refused', isFinal: true, reason: `Postmark ${code}` };
  const isAnswer = (statusCode >= 400 && statusCode < 500) || statusCode === 503;
  return isAnswer ? { kind: 'refused', isFinal: false, reason: `Postmark ${statusCode}` } : undefined;
}
