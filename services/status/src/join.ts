import { type TaskState, type TaskStatus, taskStatuses } from '@reconcyl/contracts';

/**
 * The join of two states of one reconciliation: what both know. It is commutative, associative and idempotent, so the state is the
 * same whatever comes twice, late, out of order or not at all. It uses neither time nor sequence of events.
 *
 * The later attempt wins with all that belongs to it; within one attempt the status that is further on, and the union of the
 * rest. What ends the reconciliation as a whole (deleted, expired) wins over every attempt.
 */
export function joinStates(a: TaskState, b: TaskState): TaskState {
  const shared = {
    tenant: a.tenant,
    taskId: a.taskId,
    ...known('name', pick(a.name, b.name)),
    ...known('acceptedAt', pick(a.acceptedAt, b.acceptedAt)),
    ...known('reportFormat', pick(a.reportFormat, b.reportFormat)),
    attempt: Math.max(a.attempt, b.attempt),
  };
  const endings = [a.status, b.status].filter(endsAll);
  if (endings.length > 0) return { ...shared, status: furthest(endings), notification: 'none' };
  const latest = [a, b].filter(({ attempt }) => attempt === shared.attempt);
  return closed({ ...shared, ...latest.map(ofAttempt).reduce(joinAttempts) });
}

/** What belongs to one attempt, and is forgotten when a later one is known. */
type AttemptFields = Pick<
  TaskState,
  'status' | 'partitions' | 'verdict' | 'counts' | 'failure' | 'finishedAt' | 'notification'
>;

function ofAttempt({
  status,
  partitions,
  verdict,
  counts,
  failure,
  finishedAt,
  notification,
}: TaskState): AttemptFields {
  return {
    status,
    ...known('partitions', partitions),
    ...known('verdict', verdict),
    ...known('counts', counts),
    ...known('failure', failure),
    ...known('finishedAt', finishedAt),
    notification,
  };
}

function joinAttempts(a: AttemptFields, b: AttemptFields): AttemptFields {
  return {
    status: furthest([a.status, b.status]),
    ...known('partitions', joinPartitions(a.partitions, b.partitions)),
    ...known('verdict', pick(a.verdict, b.verdict)),
    ...known('counts', pick(a.counts, b.counts)),
    ...known('failure', pick(a.failure, b.failure)),
    ...known('finishedAt', pick(a.finishedAt, b.finishedAt)),
    notification:
      notificationRank(a.notification) >= notificationRank(b.notification) ? a.notification : b.notification,
  };
}

function joinPartitions(a: TaskState['partitions'], b: TaskState['partitions']): TaskState['partitions'] {
  if (a === undefined || b === undefined) return a ?? b;
  const done = [...new Set([...a.done, ...b.done])].sort((one, other) => one - other);
  // One attempt has one number of partitions. Were there two, the smaller keeps "all are done" true once it is.
  return { total: Math.min(a.total, b.total), done };
}

/** Once every partition is reconciled the report is next. */
function closed(state: TaskState): TaskState {
  const { partitions, status } = state;
  const allDone = partitions !== undefined && partitions.done.length >= partitions.total;
  return allDone ? { ...state, status: furthest([status, 'rendering']) } : state;
}

function endsAll(status: TaskStatus): boolean {
  return status === 'deleted' || status === 'expired';
}

/** The order of the catalogue is the order in which a status only ever moves; `deleted` is what a user asked for, so it wins. */
function furthest(statuses: readonly TaskStatus[]): TaskStatus {
  if (statuses.includes('deleted')) return 'deleted';
  return taskStatuses[Math.max(...statuses.map((status) => taskStatuses.indexOf(status)))] ?? 'accepted';
}

/** `none` knows nothing; `sent` is certain. */
const notificationOrder = [
  'none',
  'pending',
  'failed',
  'unsure',
  'sent',
] as const satisfies TaskState['notification'][];

function notificationRank(notification: TaskState['notification']): number {
  return notificationOrder.indexOf(notification);
}

/** The one that is known. Of two that differ, which nothing of ours makes, always the same one. */
function pick<Value>(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return textOf(a) >= textOf(b) ? a : b;
}

/** Text of a value in which the order of members does not matter. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}

function known<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
}
