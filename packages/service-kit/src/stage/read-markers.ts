import { doneDocumentSchema, objectKeys, outcomeDocumentSchema, requestDocumentSchema } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { readDocument } from '../lifecycle/documents.ts';
import type { Markers } from './decide.ts';
import type { Piece } from './piece.ts';

/** Reads what decides whether a piece of work is still to be done. */
export async function readMarkers(store: ObjectStore, piece: Piece): Promise<Markers> {
  const { tenant, taskId, attempt, stage } = piece;
  const [tombstone, outcome, done, request] = await Promise.all([
    store.stat(objectKeys.deleted(tenant, taskId)),
    readDocument(store, objectKeys.outcome(tenant, taskId, attempt), outcomeDocumentSchema),
    readDocument(store, objectKeys.done(tenant, taskId, attempt, stage), doneDocumentSchema),
    readDocument(store, objectKeys.request(tenant, taskId), requestDocumentSchema),
  ]);
  if (request !== undefined && (request.document.tenant !== tenant || request.document.taskId !== taskId)) {
    throw new TypeError('A manifest stands under the key of another reconciliation.');
  }
  return { isDeleted: tombstone !== undefined, outcome, done, request };
}

/** Whether nobody waits for a piece of work any more: deleted, expired, or never accepted. */
export async function isForgotten(store: ObjectStore, { tenant, taskId }: Piece): Promise<boolean> {
  const [tombstone, request] = await Promise.all([
    store.stat(objectKeys.deleted(tenant, taskId)),
    store.stat(objectKeys.request(tenant, taskId)),
  ]);
  return tombstone !== undefined || request === undefined;
}
