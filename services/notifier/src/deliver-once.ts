import { type MailSentDocument, mailSentDocumentSchema, objectKeys } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { readDocument, settleDocument } from '@reconcyl/service-kit';
import { type FoundIntent, holdIntent, readIntent } from './hold-intent.ts';
import type { Mail } from './mail/mail.ts';
import type { Admission } from './rate-limit.ts';
import type { MailTransport } from './transports/mail-transport.ts';

/** How the mail of an attempt ended, or that it has to be looked at again. `reason` is for the log, without an address. */
export type Delivered =
  | { readonly kind: 'settled'; readonly notification: MailSentDocument['notification']; readonly reason?: string }
  | { readonly kind: 'later'; readonly afterMs: number; readonly reason: string };

export interface DeliverOptions {
  readonly store: ObjectStore;
  readonly transport: MailTransport;
  readonly tenant: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly tag: string;
  readonly compose: () => Promise<Mail>;
  /** Asked before each send. What is certainly not handed over is given back. */
  readonly admit: () => Admission;
  /** What to do when nobody can tell whether a mail was handed over: send it again (at least once) or not (at most once). */
  readonly whenUnsure: 'resend' | 'skip';
  /** After this moment a mail that cannot be handed over is given up. */
  readonly giveUpAt: Date;
  readonly clock: () => Date;
  /** Cuts off a send that goes on, of which nobody knows then whether the mail was handed over. */
  readonly signal?: AbortSignal | undefined;
}

/** Longest time after which a message is looked at again. */
const maxWaitMs = 30_000;

/** Sends of one mail that may each have reached its reader; a further one would more likely be a copy than the first to arrive. */
const maxSends = 3;

/**
 * Hands over the mail of one attempt: intent → send → sent. A process may die between any two of these; the intent that is left
 * alone then says that the mail may have gone out, and the transport is asked before anything is sent again. Throws when a try
 * ends without anyone knowing; the intent stays, and counts how often that was.
 */
export async function deliverOnce(options: DeliverOptions): Promise<Delivered> {
  const { store, transport, tenant, taskId, attempt, clock, signal } = options;
  const sentKey = objectKeys.mailSent(tenant, taskId, attempt);
  const intentKey = objectKeys.mailIntent(tenant, taskId, attempt);

  const sent = await readDocument(store, sentKey, mailSentDocumentSchema);
  if (sent !== undefined) return { kind: 'settled', notification: sent.document.notification };

  const left = await readIntent(store, intentKey);
  const judged = left === undefined ? { unknownSends: 0 } : await judge(left);
  if ('kind' in judged) return judged;

  const { waitMs, giveBack } = options.admit();
  if (waitMs > 0) {
    if (isOver()) return settle('failed', 'rate limit');
    return { kind: 'later', afterMs: Math.min(waitMs, maxWaitMs), reason: 'rate limit' };
  }
  const sends = judged.unknownSends + 1;
  const begun = await begin().catch((error: unknown) => {
    giveBack();
    throw error;
  });
  if (begun.intent === undefined) {
    giveBack();
    return { kind: 'later', afterMs: maxWaitMs, reason: 'another worker is at it' };
  }

  const { mail, intent } = begun;
  const result = await intent.during(() => transport.send(mail, signal));
  if (result.kind === 'accepted') return settle('sent');
  giveBack();
  if (result.isFinal) return settle('failed', result.reason);
  if (isOver()) return settle(sends > 1 ? 'unsure' : 'failed', result.reason);
  await intent.takeBack();
  return { kind: 'later', afterMs: maxWaitMs, reason: result.reason };

  /** The mail comes before the intent: what fails over it is certainly no send. */
  async function begin() {
    const mail = await options.compose();
    return { mail, intent: await holdIntent({ store, key: intentKey, attempt, clock, sends, over: left }) };
  }

  /** What to do about an intent of an earlier try; a number of sends that may have come through: send. */
  async function judge({ document }: FoundIntent): Promise<Delivered | { readonly unknownSends: number }> {
    const ageMs = clock().getTime() - Date.parse(document.begunAt);
    switch (await transport.wasSent({ tag: options.tag }, ageMs)) {
      case 'yes':
        return settle('sent');
      case 'too-early-to-tell':
        return { kind: 'later', afterMs: maxWaitMs, reason: 'too early to tell' };
      case 'no':
        return { unknownSends: 0 };
      case 'unknown': {
        const isEnough = options.whenUnsure === 'skip' || document.sends >= maxSends || isOver();
        return isEnough ? settle('unsure') : { unknownSends: document.sends };
      }
    }
  }

  function isOver(): boolean {
    return clock() > options.giveUpAt;
  }

  function settle(notification: MailSentDocument['notification'], reason?: string): Promise<Delivered> {
    return settleMail(options, notification, reason);
  }
}

/** Writes down how the mail of an attempt ended; what was written first counts. */
export async function settleMail(
  { store, tenant, taskId, attempt, clock }: Pick<DeliverOptions, 'store' | 'tenant' | 'taskId' | 'attempt' | 'clock'>,
  notification: MailSentDocument['notification'],
  reason?: string,
): Promise<Delivered> {
  const mine = { version: 1 as const, attempt, notification, settledAt: clock().toISOString() };
  const key = objectKeys.mailSent(tenant, taskId, attempt);
  const { document } = await settleDocument(store, key, mailSentDocumentSchema, mine);
  return { kind: 'settled', notification: document.notification, ...(reason === undefined ? {} : { reason }) };
}
