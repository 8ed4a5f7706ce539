import { createHash } from 'node:crypto';
import {
  type Counts,
  type OutcomeDocument,
  objectKeys,
  type ReportFormat,
  type RequestDocument,
  type ResultRole,
  type TaskState,
} from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';

export const taskId = '01932d5e-8a00-7000-8000-000000000001';
export const tenant = 'default';
const finishedAt = '2026-11-23T10:00:05.000Z';
export const acceptedAt = '2026-11-23T10:00:00.000Z';

export const counts: Counts = {
  source_rows: 2,
  target_rows: 2,
  agreeing: 1,
  discrepancies: 1,
  differing_cells: 1,
  missing_in_target: 0,
  missing_in_source: 0,
  source_in_groups: 0,
  target_in_groups: 0,
  duplicate_keys: 0,
  rejected_in_source: 0,
  rejected_in_target: 0,
};

export const reports: Readonly<Record<ReportFormat, string>> = {
  json: '{"discrepancies": []}',
  csv: 'Missing in Target\r\n',
  html: '<h2>Reconciliation Report</h2>',
};

/** Puts an accepted reconciliation into the store, as the gateway does. */
export async function putRequest(store: ObjectStore, id = taskId): Promise<void> {
  const input = (side: 'source' | 'target') => ({
    key: objectKeys.input(tenant, id, side),
    sizeBytes: 1,
    sha256: sha256('x'),
    fileName: `${side}.csv`,
  });
  const document: RequestDocument = {
    version: 1,
    tenant,
    taskId: id,
    acceptedAt,
    source: input('source'),
    target: input('target'),
    reportFormat: 'json',
    lane: 'small',
    fingerprint: sha256('fingerprint'),
    name: 'daily',
  };
  await store.put(objectKeys.request(tenant, id), JSON.stringify(document));
}

/** Puts a completed attempt with its reports and result files, as the stages do. */
export async function putCompleted(store: ObjectStore, id = taskId, attempt = 1): Promise<void> {
  const put = async (key: (hash: string) => string, text: string) => {
    const hash = sha256(text);
    await store.put(key(hash), text);
    return { key: key(hash), sizeBytes: Buffer.byteLength(text), sha256: hash };
  };
  const report = (format: ReportFormat) =>
    put((hash) => objectKeys.report(tenant, id, attempt, hash, format), reports[format]);
  const output = (role: ResultRole) =>
    put((hash) => objectKeys.result(tenant, id, attempt, role, hash), `the ${role} of ${attempt}`);
  const outcome: OutcomeDocument = {
    version: 1,
    status: 'completed',
    attempt,
    finishedAt,
    verdict: 'breaks',
    counts,
    reports: { json: await report('json'), csv: await report('csv'), html: await report('html') },
    result: {
      summary: await output('summary'),
      breaks: await output('breaks'),
      rejects: await output('rejects'),
      duplicates: await output('duplicates'),
    },
  };
  await store.put(objectKeys.outcome(tenant, id, attempt), JSON.stringify(outcome));
}

/** Puts a failed attempt. */
export async function putFailed(store: ObjectStore, id = taskId, attempt = 1): Promise<void> {
  const outcome: OutcomeDocument = {
    version: 1,
    status: 'failed',
    attempt,
    finishedAt,
    failure: {
      code: 'RECON_KEY_COLUMN_UNKNOWN',
      detail: 'No column is unique.',
      stage: 'normalize',
      canRetry: false,
    },
  };
  await store.put(objectKeys.outcome(tenant, id, attempt), JSON.stringify(outcome));
}

/** What the task store says of a reconciliation that works. */
export function workingState(status: TaskState['status'] = 'reconciling', attempt = 1): TaskState {
  return { tenant, taskId, attempt, status, acceptedAt, reportFormat: 'json', notification: 'none', name: 'daily' };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
