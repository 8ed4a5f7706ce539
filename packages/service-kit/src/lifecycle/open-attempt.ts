import type { AttemptDocument, EventOf } from '@reconcyl/contracts';
import {
  attemptDocumentSchema,
  makeEvent,
  objectKeys,
  outcomeDocumentSchema,
  ReconcylError,
  requestDocumentSchema,
} from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { latestAttempt } from './attempts.ts';
import { readDocument, settleDocument } from './documents.ts';
import { markOpenAnew } from './mark-open.ts';

export interface OpenAttemptOptions {
  readonly tenant: string;
  readonly taskId: string;
  readonly reason: AttemptDocument['reason'];
  /** The service that asks, as the source of the event. */
  readonly service: string;
  /** An attempt that is given up without an end, because what it stands on is of no use any more. */
  readonly replacing?: number | undefined;
  readonly traceparent?: string | undefined;
  readonly clock?: (() => Date) | undefined;
}

export interface OpenedAttempt {
  readonly attempt: number;
  /** To be published; when that fails the sweep does it later. */
  readonly event: EventOf<'reconcyl.reconciliation.requested.v1'>;
}

/**
 * Opens the next attempt of a reconciliation whose latest one failed, durably. An attempt that was opened so and has not ended is
 * given again, so a repeated call opens no second one. Throws RECON_NOT_FOUND, RECON_DELETED or RECON_NOT_RETRYABLE.
 */
export async function openAttempt(store: ObjectStore, options: OpenAttemptOptions): Promise<OpenedAttempt> {
  const { tenant, taskId, reason, service, traceparent, clock = () => new Date() } = options;
  const request = await readDocument(store, objectKeys.request(tenant, taskId), requestDocumentSchema);
  if ((await store.stat(objectKeys.deleted(tenant, taskId))) !== undefined) throw new ReconcylError('RECON_DELETED');
  if (request === undefined) throw new ReconcylError('RECON_NOT_FOUND');

  const latest = await latestAttempt(store, tenant, taskId);
  const outcome = await readDocument(store, objectKeys.outcome(tenant, taskId, latest), outcomeDocumentSchema);
  const goesOn = outcome === undefined && latest > 1 && options.replacing !== latest;
  const mayOpen = outcome === undefined ? options.replacing === latest : outcome.document.status === 'failed';
  if (!goesOn && !mayOpen) throw new ReconcylError('RECON_NOT_RETRYABLE');

  const attempt = goesOn ? latest : latest + 1;
  // Before the attempt, so that no crash leaves one that nobody looks at; and after it, because the sweep may just have been
  // removing the marker of the attempt that ended.
  await markOpenAnew(store, tenant, taskId, clock());
  await settleDocument(store, objectKeys.attempt(tenant, taskId, attempt), attemptDocumentSchema, {
    version: 1,
    attempt,
    openedAt: clock().toISOString(),
    reason,
  });
  await markOpenAnew(store, tenant, taskId, clock());

  const { lane, name } = request.document;
  const event = makeEvent(
    'reconcyl.reconciliation.requested.v1',
    { tenant, taskId, attempt, lane, service, traceparent },
    { request: request.reference, ...(name === undefined ? {} : { name }) },
    clock(),
  );
  return { attempt, event };
}
