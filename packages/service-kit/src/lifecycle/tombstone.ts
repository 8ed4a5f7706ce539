import type { EventOf } from '@reconcyl/contracts';
import {
  deletedDocumentSchema,
  makeEvent,
  objectKeys,
  ReconcylError,
  requestDocumentSchema,
} from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { latestAttempt } from './attempts.ts';
import { readDocument, settleDocument } from './documents.ts';
import { markOpenAnew } from './mark-open.ts';

export interface TombstoneOptions {
  readonly tenant: string;
  readonly taskId: string;
  /** The service that asks, as the source of the event. */
  readonly service: string;
  readonly traceparent?: string | undefined;
  readonly clock?: (() => Date) | undefined;
}

export interface Tombstoned {
  readonly deletedAt: string;
  /** False when it was deleted before. */
  readonly created: boolean;
  /** To be published; when that fails the sweep does it later. */
  readonly event: EventOf<'reconcyl.reconciliation.deleted.v1'>;
}

/**
 * Deletes a reconciliation: once this resolves no later stage works on it and no mail is begun; the sweep removes its data after
 * the grace period. Throws RECON_NOT_FOUND when there is none.
 */
export async function tombstone(store: ObjectStore, options: TombstoneOptions): Promise<Tombstoned> {
  const { tenant, taskId, service, traceparent, clock = () => new Date() } = options;
  const key = objectKeys.deleted(tenant, taskId);
  const before = await readDocument(store, key, deletedDocumentSchema);
  const request = await readDocument(store, objectKeys.request(tenant, taskId), requestDocumentSchema);
  if (before === undefined && request === undefined && !(await isSuperseded())) {
    throw new ReconcylError('RECON_NOT_FOUND');
  }

  const attempt = await latestAttempt(store, tenant, taskId);
  // Before and after, for the same reasons as when an attempt is opened.
  await markOpenAnew(store, tenant, taskId, clock());
  const mine = { version: 1 as const, deletedAt: clock().toISOString() };
  const { document } = before ?? (await settleDocument(store, key, deletedDocumentSchema, mine));
  await markOpenAnew(store, tenant, taskId, clock());

  const lane = request?.document.lane ?? 'small';
  const event = makeEvent(
    'reconcyl.reconciliation.deleted.v1',
    { tenant, taskId, attempt, lane, service, traceparent },
    { deletedAt: document.deletedAt },
    clock(),
  );
  return { deletedAt: document.deletedAt, created: before === undefined, event };

  /** Dropped files that were never run are listed too, so they can be deleted. */
  async function isSuperseded(): Promise<boolean> {
    return (await store.stat(objectKeys.superseded(tenant, taskId))) !== undefined;
  }
}
