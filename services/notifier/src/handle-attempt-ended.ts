import { type EventOf, objectKeys, outcomeDocumentSchema, requestDocumentSchema } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { readDocument } from '@reconcyl/service-kit';
import { type Delivered, deliverOnce, settleMail } from './deliver-once.ts';
import { chooseTransport, type Mailer } from './mailer.ts';
import { mailTag, makeMail } from './make-mail.ts';
import { admitted, type RateLimit } from './rate-limit.ts';

/** The events that say that an attempt has its outcome. */
export type AttemptEnded = EventOf<'reconcyl.report.rendered.v1'> | EventOf<'reconcyl.reconciliation.failed.v1'>;

export interface NotifyTools {
  readonly store: ObjectStore;
  readonly mailer: Mailer;
  readonly rateLimit: RateLimit;
  readonly publicUrl: string;
  readonly clock: () => Date;
  /** Cuts off sends that go on when the process must end. */
  readonly signal?: AbortSignal | undefined;
}

export type Notified =
  | Delivered
  /** Nobody asked for a mail. */
  | { readonly kind: 'settled'; readonly notification: 'none'; readonly reason?: string }
  /** Deleted, expired or never accepted: no mail, and nobody to tell. */
  | { readonly kind: 'dropped' };

/**
 * Sends the mail of an attempt that has ended, if an address was given. The event only says which attempt: what is told comes from
 * the outcome, the address from the manifest, where it stands alone.
 */
export async function handleAttemptEnded(tools: NotifyTools, event: AttemptEnded): Promise<Notified> {
  const { store, mailer, rateLimit, publicUrl, clock } = tools;
  const { tenant, subject: taskId, attempt } = event;

  const isDeleted = async () => (await store.stat(objectKeys.deleted(tenant, taskId))) !== undefined;
  if (await isDeleted()) return { kind: 'dropped' };
  const [request, outcome] = await Promise.all([
    readDocument(store, objectKeys.request(tenant, taskId), requestDocumentSchema),
    readDocument(store, objectKeys.outcome(tenant, taskId, attempt), outcomeDocumentSchema),
  ]);
  // Expired, or not in the backup that was restored: a tombstone need not be there.
  if (request === undefined) return { kind: 'dropped' };
  if (outcome === undefined) {
    // A deletion removes it; short of that the outcome is there before the event.
    if (await isDeleted()) return { kind: 'dropped' };
    return { kind: 'later', afterMs: 10_000, reason: 'no outcome' };
  }
  const { email } = request.document;
  if (email === undefined) return { kind: 'settled', notification: 'none' };

  const transport = chooseTransport(mailer, email);
  const mail = { store, tenant, taskId, attempt, clock };
  if (transport === undefined) return settleMail(mail, 'failed', 'domain not allowed');
  return deliverOnce({
    ...mail,
    transport,
    signal: tools.signal,
    tag: mailTag(taskId, attempt),
    whenUnsure: mailer.whenUnsure,
    // The outbox sends nothing, so it cannot bother anyone.
    admit: () => (transport === mailer.outbox ? admitted : rateLimit.take(email)),
    giveUpAt: new Date(Date.parse(outcome.document.finishedAt) + mailer.giveUpAfterMs),
    compose: () =>
      makeMail({
        ...{ store, email, publicUrl },
        request: request.document,
        outcome: outcome.document,
        from: mailer.from,
        attachmentMaxBytes: mailer.attachmentMaxBytes,
      }),
  });
}
