import { createHash } from 'node:crypto';
import {
  type EventOf,
  type Failure,
  makeEvent,
  type ObjectReference,
  type OutcomeDocument,
  objectKeys,
  type Summary,
} from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { acceptExample, exampleTaskId } from '@reconcyl/service-kit/testing';
import type { AttemptEnded } from '../handle-attempt-ended.ts';
import { sampleSummary } from './sample-summary.ts';

export const finishedAt = '2026-11-23T10:00:00.000Z';
const tenant = 'default';

/** Stores a reconciliation that has ended, and gives the event that says so. */
export async function endExample(
  store: ObjectStore,
  options: {
    readonly email?: string;
    readonly summary?: Summary;
    readonly report?: string;
    readonly format?: 'json' | 'csv' | 'html';
    readonly failure?: Failure;
  } = {},
): Promise<AttemptEnded> {
  const { email, summary = sampleSummary(), report = '{"report":1}\n', format = 'json', failure } = options;
  await acceptExample(store, {
    acceptedAt: new Date(finishedAt),
    fields: { reportFormat: format, ...(email === undefined ? {} : { email }) },
  });
  const base = { version: 1 as const, attempt: 1, finishedAt };
  const outcome: OutcomeDocument =
    failure === undefined
      ? { ...base, status: 'completed', ...(await storeResult(store, summary, report, format)) }
      : { ...base, status: 'failed', failure };
  const key = objectKeys.outcome(tenant, exampleTaskId, 1);
  const { sha256, sizeBytes } = await store.put(key, JSON.stringify(outcome), { ifAbsent: true });
  return eventOf({ key, sha256, sizeBytes }, failure);
}

function eventOf(outcome: ObjectReference, failure: Failure | undefined): AttemptEnded {
  const context = { tenant, taskId: exampleTaskId, attempt: 1, lane: 'small', service: 'report-renderer' } as const;
  const event: EventOf<'reconcyl.report.rendered.v1'> | EventOf<'reconcyl.reconciliation.failed.v1'> =
    failure === undefined
      ? makeEvent('reconcyl.report.rendered.v1', context, { outcome })
      : makeEvent('reconcyl.reconciliation.failed.v1', context, { outcome, failure });
  return event;
}

async function storeResult(store: ObjectStore, summary: Summary, report: string, format: string) {
  const put = async (stage: 'reconcile' | 'render', extension: string, body: string): Promise<ObjectReference> => {
    const sha256 = createHash('sha256').update(body).digest('hex');
    const key = objectKeys.data(tenant, exampleTaskId, 1, stage, sha256, extension);
    const { sizeBytes } = await store.put(key, body);
    return { key, sha256, sizeBytes };
  };
  const parquet = await put('reconcile', 'parquet', 'parquet');
  return {
    verdict: summary.verdict,
    counts: summary.counts,
    reports: { [format]: await put('render', format, report) },
    result: { summary: await put('reconcile', 'json', JSON.stringify(summary)), breaks: parquet },
  };
}
