import {
  type MailSentDocument,
  mailIntentDocumentSchema,
  mailSentDocumentSchema,
  objectKeys,
} from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { readDocument, settleDocument } from '@reconcyl/service-kit';
import type { Mail } from './mail/mail.ts';
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
  /** Asked before each try: 0, or the time to wait. */
  readonly admit: () => number;
  /** What to do when nobody can tell whether a mail was handed over: send it again (at least once) or not (at most once). */
  readonly whenUnsure: 'resend' | 'skip';
  /** After this moment a mail that cannot be handed over is given up. */
  readonly giveUpAt: Date;
  readonly clock: () => Date;
}

/** Longest time after which a message is looked at again. */
const maxWaitMs = 30_000;

/**
 * Hands over the mail of one attempt: intent → send → sent. A process may die between any two of these; the intent that is left
 * alone then says that the mail may have gone out, and the transport is asked before anything is sent again. Throws when a try
 * ends without anyone knowing; the intent stays.
 */
export async function deliverOnce(options: DeliverOptions): Promise<Delivered> {
  const { store, transport, tenant, taskId, attempt, clock } = options;
  const sentKey = objectKeys.mailSent(tenant, taskId, attempt);
  const intentKey = objectKeys.mailIntent(tenant, taskId, attempt);

  const sent = await readDocument(store, sentKey, mailSentDocumentSchema);
  if (sent !== undefined) return { kind: 'settled', notification: sent.document.notification };

  const waitMs = options.admit();
  if (waitMs > 0) return { kind: 'later', afterMs: Math.min(waitMs, maxWaitMs), reason: 'rate limit' };

  const intent = { version: 1 as const, attempt, begunAt: clock().toISOString() };
  const begun = await store.put(intentKey, JSON.stringify(intent), { ifAbsent: true });
  if (!begun.created) {
    const judged = await judgeLoneIntent();
    if (judged !== undefined) return judged;
  }

  const result = await transport.send(await options.compose());
  if (result.kind === 'accepted') return settle('sent');
  if (result.isFinal || isOver()) return settle('failed', result.reason);
  // Certainly not handed over, so the next try begins as the first one did.
  await store.delete(intentKey);
  return { kind: 'later', afterMs: maxWaitMs, reason: result.reason };

  /** What to do about an intent of an earlier try; undefined: send. */
  async function judgeLoneIntent(): Promise<Delivered | undefined> {
    const found = await readDocument(store, intentKey, mailIntentDocumentSchema);
    const ageMs = found === undefined ? 0 : clock().getTime() - Date.parse(found.document.begunAt);
    switch (await transport.wasSent({ tag: options.tag }, ageMs)) {
      case 'yes':
        return settle('sent');
      case 'too-early-to-tell':
        return { kind: 'later', afterMs: maxWaitMs, reason: 'too early to tell' };
      case 'no':
        return undefined;
      case 'unknown':
        return options.whenUnsure === 'skip' || isOver() ? settle('unsure') : undefined;
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
