import {
  objectKeys,
  outcomeDocumentSchema,
  parseEvent,
  type ReconcylEvent,
  requestDocumentSchema,
  type TaskState,
} from '@reconcyl/contracts';
import { done, type Outcome, reject } from '@reconcyl/messaging';
import { getDocument, type ObjectStore } from '@reconcyl/object-store';
import { wrongKeyOf } from '@reconcyl/service-kit';
import type { TaskStore } from '@reconcyl/task-store';
import { applyState } from './apply-state.ts';
import { stateOfEvent, stateOfOutcome, stateOfRequest } from './fold.ts';
import { joinStates } from './join.ts';

/**
 * Folds one event into the state of its reconciliation. An event whose reconciliation has no manifest (any more) changes nothing:
 * what was purged or has expired does not come back. Throws when a store is away; the bus brings the event again.
 */
export async function handleEvent(
  { tasks, store }: { readonly tasks: TaskStore; readonly store: ObjectStore },
  given: ReconcylEvent,
): Promise<Outcome> {
  const event = parseEvent(given);
  const wrong = event === undefined ? 'shape' : wrongKeyOf(event);
  if (event === undefined || wrong !== undefined) return reject(`RECON_EVENT_INVALID: ${wrong}`);
  const { tenant, subject: taskId } = event;
  const stored = await tasks.get(tenant, taskId);
  const needsRequest = stored?.state.acceptedAt === undefined || endsAttempt(event);
  const request = needsRequest
    ? await getDocument(store, objectKeys.request(tenant, taskId), requestDocumentSchema)
    : undefined;
  if (stored === undefined && request === undefined) return done;
  const found: TaskState[] = [stateOfEvent(event)];
  if (request !== undefined) found.push(stateOfRequest(request));
  if (request !== undefined && endsAttempt(event)) {
    const outcome = await getDocument(store, objectKeys.outcome(tenant, taskId, event.attempt), outcomeDocumentSchema);
    if (outcome !== undefined) found.push(stateOfOutcome(request, outcome));
  }
  await applyState(tasks, found.reduce(joinStates));
  return done;
}

/** Events whose outcome says more than they do. */
function endsAttempt({ type }: ReconcylEvent): boolean {
  return (
    type === 'reconcyl.report.rendered.v1' ||
    type === 'reconcyl.reconciliation.completed.v1' ||
    type === 'reconcyl.reconciliation.failed.v1'
  );
}
