import type {
  OutcomeDocument,
  ReconcylEvent,
  RequestDocument,
  SupersededDocument,
  TaskState,
  TaskStatus,
} from '@reconcyl/contracts';

/**
 * What single events and documents say of a reconciliation, each as a state that knows nothing else. `joinStates` puts them
 * together, in whatever order they are found.
 */

/** What an event says. */
export function stateOfEvent(event: ReconcylEvent): TaskState {
  const { tenant, subject: taskId, attempt } = event;
  const at = (status: TaskStatus): TaskState => ({ tenant, taskId, attempt, status, notification: 'none' });
  switch (event.type) {
    case 'reconcyl.reconciliation.requested.v1':
      return at('accepted');
    case 'reconcyl.stage.started.v1':
      return at(statusOfStage[event.data.stage]);
    case 'reconcyl.files.normalized.v1':
      return { ...at('reconciling'), partitions: { total: event.data.partitions, done: [] } };
    case 'reconcyl.files.reconciled.v1': {
      const { partitions: total, partition } = event.data;
      return { ...at(total === 1 ? 'rendering' : 'reconciling'), partitions: { total, done: [partition] } };
    }
    case 'reconcyl.report.rendered.v1':
      return at('completed');
    case 'reconcyl.reconciliation.completed.v1': {
      const { verdict, counts } = event.data;
      return { ...at('completed'), verdict, counts };
    }
    case 'reconcyl.reconciliation.failed.v1':
      return { ...at('failed'), failure: event.data.failure };
    case 'reconcyl.notification.sent.v1':
      return { ...at('accepted'), notification: event.data.notification };
    case 'reconcyl.reconciliation.deleted.v1':
      return at('deleted');
  }
}

/** A stage that began; the mail changes no status. */
const statusOfStage = {
  normalize: 'normalizing',
  reconcile: 'reconciling',
  render: 'rendering',
  notify: 'accepted',
} as const satisfies Record<string, TaskStatus>;

/** What the manifest says. */
export function stateOfRequest(request: RequestDocument): TaskState {
  const { tenant, taskId, acceptedAt, name, reportFormat } = request;
  const base = {
    tenant,
    taskId,
    acceptedAt,
    reportFormat,
    attempt: 1,
    status: 'accepted',
    notification: 'none',
  } as const;
  return name === undefined ? base : { ...base, name };
}

/** What the end of an attempt says; a mail is on its way from then on where one was asked for. */
export function stateOfOutcome(request: RequestDocument, outcome: OutcomeDocument): TaskState {
  const { tenant, taskId, email } = request;
  const { attempt, finishedAt } = outcome;
  const notification = email === undefined ? 'none' : 'pending';
  const base = { tenant, taskId, attempt, finishedAt, notification } as const;
  if (outcome.status === 'failed') return { ...base, status: 'failed', failure: outcome.failure };
  const { verdict, counts } = outcome;
  return { ...base, status: 'completed', verdict, counts };
}

/** Dropped files that were never run are listed by the time at which they were given up. */
export function stateOfSuperseded(
  tenant: string,
  taskId: string,
  { name, supersededAt }: SupersededDocument,
): TaskState {
  const times = { acceptedAt: supersededAt, finishedAt: supersededAt };
  return { tenant, taskId, name, ...times, attempt: 1, status: 'superseded', notification: 'none' };
}
