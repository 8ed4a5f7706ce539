import {
  type EventData,
  type EventType,
  type Lane,
  makeEvent,
  type ObjectReference,
  type ReconcylEvent,
} from '@reconcyl/contracts';

const object: ObjectReference = { key: 'default/object', sizeBytes: 1, sha256: '0'.repeat(64) };
const none = 0;
const counts = {
  ...{ source_rows: none, target_rows: none, agreeing: none, discrepancies: none, differing_cells: none },
  ...{ missing_in_target: none, missing_in_source: none, source_in_groups: none, target_in_groups: none },
  ...{ duplicate_keys: none, rejected_in_source: none, rejected_in_target: none },
};

const data: { [Type in EventType]: EventData<Type> } = {
  'reconcyl.reconciliation.requested.v1': { request: object },
  'reconcyl.stage.started.v1': { stage: 'normalize' },
  'reconcyl.files.normalized.v1': { plan: object, partition: 0, partitions: 1 },
  'reconcyl.files.reconciled.v1': { partition: 0, partitions: 1, result: { summary: object, breaks: object } },
  'reconcyl.report.rendered.v1': { outcome: object },
  'reconcyl.reconciliation.completed.v1': { outcome: object, verdict: 'agree', counts },
  'reconcyl.reconciliation.failed.v1': {
    outcome: object,
    failure: { code: 'RECON_INTERNAL', stage: 'reconcile', canRetry: true },
  },
  'reconcyl.notification.sent.v1': { notification: 'sent' },
  'reconcyl.reconciliation.deleted.v1': { deletedAt: '2026-03-01T00:00:00.000Z' },
};

/** An event of any type, readable by its schema; `n` is in its task id. */
export function exampleEvent(type: EventType, n: number, lane: Lane = 'small'): ReconcylEvent {
  const taskId = `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const context = { tenant: 'default', taskId, attempt: 1, lane, service: 'test' };
  return makeEvent(type, context, data[type]) as ReconcylEvent;
}
