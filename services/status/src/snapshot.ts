import {
  type DeletedDocument,
  type DoneDocument,
  deletedDocumentSchema,
  doneDocumentSchema,
  mailSentDocumentSchema,
  type OutcomeDocument,
  objectKeys,
  outcomeDocumentSchema,
  type RequestDocument,
  requestDocumentSchema,
  type SupersededDocument,
  supersededDocumentSchema,
  type TaskState,
} from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { type ReadDocument, readDocument } from '@reconcyl/service-kit';
import type * as z from 'zod';
import { stateOfOutcome, stateOfRequest, stateOfSuperseded } from './fold.ts';
import { joinStates } from './join.ts';

/** Stages whose done markers say how far an attempt has come. */
export const markedStages = ['normalize', 'reconcile', 'render'] as const;
export type MarkedStage = (typeof markedStages)[number];

/** What the objects say of one reconciliation, of its latest attempt. */
export interface Snapshot {
  readonly tenant: string;
  readonly taskId: string;
  readonly request: ReadDocument<RequestDocument> | undefined;
  readonly deleted: DeletedDocument | undefined;
  /** Dropped files that were never run. */
  readonly superseded: SupersededDocument | undefined;
  readonly attempt: number;
  readonly done: Readonly<Partial<Record<MarkedStage, DoneDocument>>>;
  readonly outcome: ReadDocument<OutcomeDocument> | undefined;
  /** How the mail of this attempt fared; undefined while it has no end. */
  readonly mail: TaskState['notification'] | undefined;
  /** Whether there is anything beside the tombstone. */
  readonly hasData: boolean;
  /** When the newest object was written, by the store's clock. */
  readonly newestAt: Date | undefined;
}

/** Reads what the objects say: one listing, and the documents that it shows. */
export async function readSnapshot(store: ObjectStore, tenant: string, taskId: string): Promise<Snapshot> {
  const prefix = objectKeys.reconciliation(tenant, taskId);
  const keys = new Set<string>();
  let newestAt: Date | undefined;
  let attempt = 1;
  for await (const { key, modifiedAt } of store.list(prefix)) {
    keys.add(key);
    if (newestAt === undefined || modifiedAt > newestAt) newestAt = modifiedAt;
    attempt = Math.max(attempt, Number(/^(\d+)\//.exec(key.slice(prefix.length))?.[1] ?? 1));
  }
  const read = async <Schema extends z.ZodType>(key: string, schema: Schema) =>
    keys.has(key) ? readDocument(store, key, schema) : undefined;
  const doneOf = async (stage: MarkedStage) =>
    (await read(objectKeys.done(tenant, taskId, attempt, stage), doneDocumentSchema))?.document;

  const deletedKey = objectKeys.deleted(tenant, taskId);
  const sentKey = objectKeys.mailSent(tenant, taskId, attempt);
  const [request, deleted, outcome, normalize, reconcile, render, sent, superseded] = await Promise.all([
    read(objectKeys.request(tenant, taskId), requestDocumentSchema),
    read(deletedKey, deletedDocumentSchema),
    read(objectKeys.outcome(tenant, taskId, attempt), outcomeDocumentSchema),
    ...([doneOf('normalize'), doneOf('reconcile'), doneOf('render')] as const),
    read(sentKey, mailSentDocumentSchema),
    read(objectKeys.superseded(tenant, taskId), supersededDocumentSchema),
  ]);
  keys.delete(deletedKey);
  return {
    tenant,
    taskId,
    request,
    deleted: deleted?.document,
    superseded: superseded?.document,
    attempt,
    done: {
      ...(normalize === undefined ? {} : { normalize }),
      ...(reconcile === undefined ? {} : { reconcile }),
      ...(render === undefined ? {} : { render }),
    },
    outcome,
    mail: sent?.document.notification,
    hasData: keys.size > 0,
    newestAt,
  };
}

/** The same snapshot, with the marker of the sweep among the objects. */
export function markedAt(snapshot: Snapshot, marked: Date | undefined): Snapshot {
  const { newestAt } = snapshot;
  if (marked === undefined || (newestAt !== undefined && newestAt >= marked)) return snapshot;
  return { ...snapshot, newestAt: marked };
}

/** The state that the objects alone give; undefined when nothing was ever accepted under this id. */
export function stateOfSnapshot(snapshot: Snapshot): TaskState | undefined {
  const { tenant, taskId, request, deleted, superseded, attempt, done, outcome, mail } = snapshot;
  const known: TaskState[] = [];
  const at = (status: TaskState['status']) => known.push({ tenant, taskId, attempt, status, notification: 'none' });
  if (request !== undefined) {
    known.push(stateOfRequest(request.document));
    at('accepted');
    if (done.normalize !== undefined) at('reconciling');
    if (done.reconcile !== undefined) at('rendering');
    if (outcome !== undefined) known.push(stateOfOutcome(request.document, outcome.document));
    if (mail !== undefined) known.push({ tenant, taskId, attempt, status: 'accepted', notification: mail });
  }
  if (superseded !== undefined) known.push(stateOfSuperseded(tenant, taskId, superseded));
  if (deleted !== undefined) at('deleted');
  return known.length === 0 ? undefined : known.reduce(joinStates);
}
