import type { DoneDocument, OutcomeDocument, RequestDocument } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { nextStep, type SweepAges } from './next-step.ts';
import type { Snapshot } from './snapshot.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const ages: SweepAges = {
  ...{ purgeAfterMs: 100, tombstoneMs: 10_000, abandonAfterMs: 5000 },
  ...{ closeAfterMs: 200, mailForMs: 2000 },
};
const reference = (key: string) => ({ key, sizeBytes: 1, sha256: '0'.repeat(64) });
const request = {
  ...{ version: 1, tenant: 'default', taskId: 't', acceptedAt: ago(60_000).toISOString() },
  ...{ source: { ...reference('s'), fileName: 's' }, target: { ...reference('t'), fileName: 't' } },
  ...{ reportFormat: 'json', lane: 'small', fingerprint: '0'.repeat(64) },
} as RequestDocument;
const done = (stage: DoneDocument['stage'], ...roles: string[]): DoneDocument => ({
  ...{ version: 1, stage, attempt: 1 },
  outputs: Object.fromEntries(roles.map((role) => [role, reference(role)])),
});
const normalize = done('normalize', 'plan');
const reconcile = done('reconcile', 'summary', 'breaks', 'rejects', 'duplicates');
const failed = (ms: number): { document: OutcomeDocument; reference: ReturnType<typeof reference> } => ({
  reference: reference('outcome'),
  document: {
    ...{ version: 1, status: 'failed', attempt: 1, finishedAt: ago(ms).toISOString() },
    failure: { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false },
  },
});
const snapshot = (fields: Partial<Snapshot>): Snapshot => ({
  ...{
    tenant: 'default',
    taskId: 't',
    attempt: 1,
    done: {},
    outcome: undefined,
    deleted: undefined,
    mail: undefined,
    superseded: undefined,
  },
  ...{ request: { document: request, reference: reference('request') }, hasData: true, newestAt: ago(1000) },
  ...fields,
});
const withMail = { document: { ...request, email: 'a@example.com' }, reference: reference('request') };
const deleted = (ms: number) => ({ version: 1 as const, deletedAt: ago(ms).toISOString() });

describe('nextStep', () => {
  it.each([
    ['accepted and nothing done', {}, 'normalize', 'reconcyl.reconciliation.requested.v1'],
    ['the plan made', { done: { normalize } }, 'reconcile', 'reconcyl.files.normalized.v1'],
    ['the result made', { done: { normalize, reconcile } }, 'render', 'reconcyl.files.reconciled.v1'],
    [
      'the reports made but the attempt not ended',
      { done: { normalize, reconcile, render: done('render', 'json') } },
      ...(['render', 'reconcyl.files.reconciled.v1'] as const),
    ],
    [
      'the end reached and a mail not sent',
      { outcome: failed(10), request: withMail },
      ...(['notify', 'reconcyl.reconciliation.failed.v1'] as const),
    ],
    ['a tombstone set', { deleted: deleted(10) }, undefined, 'reconcyl.reconciliation.deleted.v1'],
  ])('with %s asks for the next missing stage', (_name, fields, stage, type) => {
    const step = nextStep(snapshot(fields), now, ages);
    expect(step).toMatchObject({ kind: 'publish', stage, events: [{ type }] });
  });

  it.each([
    ['waits a while after the end', { outcome: failed(10) }, 'wait'],
    ['closes a while after the end', { outcome: failed(200) }, 'close'],
    ['closes when the mail was sent', { outcome: failed(200), request: withMail, mail: 'sent' as const }, 'close'],
    ['gives a mail up some day', { outcome: failed(2000), request: withMail }, 'close'],
    ['purges what was deleted after the grace', { deleted: deleted(100) }, 'purge'],
    ['purges also when it had ended', { deleted: deleted(100), outcome: failed(500) }, 'purge'],
    [
      'is over for dropped files that were never run',
      { request: undefined, superseded: { version: 1 as const, name: 'bank', supersededAt: ago(0).toISOString() } },
      'close',
    ],
    ['keeps the tombstone', { deleted: deleted(100), hasData: false }, 'wait'],
    ['forgets the tombstone in the end', { deleted: deleted(10_000), hasData: false }, 'forget'],
    ['leaves an upload alone that goes on', { request: undefined }, 'wait'],
    ['removes an upload that died', { request: undefined, newestAt: ago(5000) }, 'abandon'],
    ['removes a marker that nothing belongs to', { request: undefined, newestAt: undefined }, 'abandon'],
  ])('%s', (_name, fields, kind) => {
    expect(nextStep(snapshot(fields), now, ages).kind).toBe(kind);
  });

  it('never asks for a stage of what has ended or was deleted', () => {
    const ended = nextStep(snapshot({ done: { normalize }, outcome: failed(10) }), now, ages);
    const gone = nextStep(snapshot({ done: { normalize }, deleted: deleted(10) }), now, ages);
    expect(ended.kind).toBe('wait');
    expect(gone).toMatchObject({ stage: undefined });
  });
});
