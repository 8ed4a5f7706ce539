import type { EventContext, Lane, ReconcylEvent, Stage } from '@reconcyl/contracts';
import { continueTrace } from '../trace.ts';

/** What names a piece of work: one stage of one attempt of one reconciliation. */
export interface Piece {
  readonly tenant: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly lane: Lane;
  readonly stage: Stage;
  /** The envelope of the events that answer the message. */
  readonly answer: EventContext;
}

export function pieceOf(event: ReconcylEvent, service: string, stage: Stage): Piece {
  const { tenant, subject: taskId, attempt, lane } = event;
  const traceparent = continueTrace(event.traceparent);
  const answer = { tenant, taskId, attempt, lane, service, causationId: event.id, traceparent };
  return { tenant, taskId, attempt, lane, stage, answer };
}
