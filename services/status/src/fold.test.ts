import { type EventContext, makeEvent, type ReconcylEvent, type TaskState } from '@reconcyl/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateOfEvent } from './fold.ts';
import { joinStates } from './join.ts';

const context: EventContext = {
  ...{ tenant: 'default', taskId: '01890000-0000-7000-8000-000000000001' },
  ...{ attempt: 1, lane: 'small', service: 'test' },
};
const reference = { key: 'k', sizeBytes: 1, sha256: '0'.repeat(64) };
const counts = {
  ...{ source_rows: 3, target_rows: 3, agreeing: 2, discrepancies: 1, differing_cells: 1 },
  ...{
    missing_in_target: 0,
    missing_in_source: 0,
    source_in_groups: 0,
    target_in_groups: 0,
    duplicate_keys: 0,
    rejected_in_source: 0,
    rejected_in_target: 0,
  },
};
const failure = { code: 'RECON_INTERNAL', stage: 'render', canRetry: true } as const;

/** A run that fails in its first attempt and completes in its second. */
function history(): ReconcylEvent[] {
  const attempt = (number: number, ending: (context: EventContext) => ReconcylEvent[]): ReconcylEvent[] => {
    const at = { ...context, attempt: number };
    const started = (stage: 'normalize' | 'reconcile' | 'render' | 'notify') =>
      makeEvent('reconcyl.stage.started.v1', { ...at, part: stage }, { stage });
    return [
      makeEvent('reconcyl.reconciliation.requested.v1', at, { request: reference }),
      started('normalize'),
      makeEvent('reconcyl.files.normalized.v1', at, { plan: reference, partition: 0, partitions: 1 }),
      started('reconcile'),
      makeEvent('reconcyl.files.reconciled.v1', at, {
        ...{ partition: 0, partitions: 1, result: { summary: reference, breaks: reference } },
      }),
      started('render'),
      ...ending(at),
      started('notify'),
    ];
  };
  return [
    ...attempt(1, (at) => [makeEvent('reconcyl.reconciliation.failed.v1', at, { outcome: reference, failure })]),
    ...attempt(2, (at) => [
      makeEvent('reconcyl.report.rendered.v1', at, { outcome: reference }),
      makeEvent('reconcyl.reconciliation.completed.v1', at, { outcome: reference, verdict: 'breaks', counts }),
      makeEvent('reconcyl.notification.sent.v1', at, { notification: 'sent' }),
    ]),
  ];
}

const fold = (events: readonly ReconcylEvent[]): TaskState => events.map(stateOfEvent).reduce(joinStates);

describe('the fold of events', () => {
  it('gives each status as the run goes on', () => {
    const events = history().slice(0, 7);
    const statuses = events.map((_event, index) => fold(events.slice(0, index + 1)).status);
    expect(statuses).toEqual([
      ...['accepted', 'normalizing', 'reconciling', 'reconciling'],
      ...['rendering', 'rendering', 'failed'],
    ]);
  });

  it('gives the same state for the same events in any order, however often each comes', () => {
    const expected = fold(history());
    expect(expected).toMatchObject({
      attempt: 2,
      status: 'completed',
      verdict: 'breaks',
      counts,
      notification: 'sent',
    });
    expect(expected.failure).toBeUndefined();
    const shuffled = fc.shuffledSubarray(history(), { minLength: history().length });
    fc.assert(
      fc.property(shuffled, fc.array(fc.constantFrom(...history())), (events, again) => {
        expect(fold([...events, ...again])).toEqual(expected);
      }),
    );
  });

  it('comes to the end with whatever gaps, as long as the end is heard of', () => {
    const end = history().filter(({ type, attempt }) => attempt === 2 && type.includes('reconciliation.completed'));
    fc.assert(
      fc.property(fc.subarray(history()), (events) => {
        expect(fold([...events, ...end])).toMatchObject({ attempt: 2, status: 'completed', verdict: 'breaks', counts });
      }),
    );
  });

  it('lets a failed attempt not hide the one after it, nor come back over it', () => {
    const [requested] = history().filter(({ attempt }) => attempt === 2);
    if (requested === undefined) throw new Error('no second attempt');
    const first = history().filter(({ attempt }) => attempt === 1);
    expect(fold([requested, ...first])).toMatchObject({ attempt: 2, status: 'accepted' });
  });
});
