import {
  type DoneDocument,
  type EventOf,
  type EventType,
  errorCatalogue,
  type Failure,
  type OutcomeDocument,
  objectKeys,
  outcomeDocumentSchema,
  type ReconcylError,
  type RequestDocument,
} from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { type Publisher, publishDrafts, publishOutcome } from '../events/publish-outcome.ts';
import { readDocument, settleDocument } from '../lifecycle/documents.ts';
import type { StageDefinition } from './definition.ts';
import type { Piece } from './piece.ts';
import { isForgotten } from './read-markers.ts';

/** The ways in which a stage's work ends: each publishes what follows from objects as they stand in the store. */
export interface Finish<Type extends EventType> {
  /** Publishes what follows from a done marker, or ends the attempt with it. */
  readonly follow: (
    marker: DoneDocument,
    event: EventOf<Type>,
    piece: Piece,
    request: RequestDocument,
  ) => Promise<void>;
  /** The same after long work, during which the reconciliation may have been deleted or the attempt ended. */
  readonly followUnlessEnded: Finish<Type>['follow'];
  /** Ends the attempt without an answer, unless nobody waits for it. */
  readonly fail: (error: ReconcylError, piece: Piece) => Promise<void>;
}

export function createFinish<Type extends EventType>(options: {
  readonly definition: StageDefinition<Type>;
  readonly store: ObjectStore;
  readonly bus: Publisher;
  readonly clock: () => Date;
}): Finish<Type> {
  const { definition, store, bus, clock } = options;

  const follow: Finish<Type>['follow'] = async (marker, event, piece, request) => {
    const { tenant, taskId, attempt, lane } = piece;
    const next = await definition.next(marker, event, { tenant, taskId, attempt, lane, request, store, clock });
    if (next.kind === 'events') return publishDrafts(bus, next.events, piece.answer, clock());
    await end(next.outcome, piece);
  };

  /** Ends the attempt, or finds it ended: the outcome that stands in the store is the one whose events are published. */
  async function end(outcome: OutcomeDocument, piece: Piece): Promise<void> {
    const { tenant, taskId, attempt } = piece;
    const key = objectKeys.outcome(tenant, taskId, attempt);
    const settled = await settleDocument(store, key, outcomeDocumentSchema, outcome);
    await publishOutcome(bus, settled.document, settled.reference, piece.answer, clock());
  }

  return {
    follow,
    followUnlessEnded: async (marker, event, piece, request) => {
      const { tenant, taskId, attempt } = piece;
      const [isDropped, outcome] = await Promise.all([
        isForgotten(store, piece),
        readDocument(store, objectKeys.outcome(tenant, taskId, attempt), outcomeDocumentSchema),
      ]);
      if (isDropped) return;
      if (outcome === undefined) return follow(marker, event, piece, request);
      await publishOutcome(bus, outcome.document, outcome.reference, piece.answer, clock());
    },
    fail: async (error, piece) => {
      if (await isForgotten(store, piece)) return;
      const { attempt } = piece;
      const finishedAt = clock().toISOString();
      await end({ version: 1, status: 'failed', attempt, finishedAt, failure: failureOf(error, piece) }, piece);
    },
  };
}

function failureOf({ code, detail, problems }: ReconcylError, { stage }: Piece): Failure {
  return {
    code,
    ...(detail === undefined ? {} : { detail: detail.slice(0, 4000) }),
    ...(problems.length === 0 ? {} : { problems: bounded(problems) }),
    stage,
    canRetry: errorCatalogue[code].canRetry,
  };
}

/** An event has 256 KiB at most, and names of columns may be long: what is beyond this is not told. */
const mostProblemBytes = 64 * 1024;

function bounded(problems: ReconcylError['problems']): NonNullable<Failure['problems']> {
  let left = mostProblemBytes;
  const told: NonNullable<Failure['problems']> = [];
  for (const { path, message } of problems.slice(0, 100)) {
    const problem = { path: path.slice(0, 500), message: message.slice(0, 1000) };
    left -= Buffer.byteLength(JSON.stringify(problem));
    if (left < 0) break;
    told.push(problem);
  }
  return told;
}
