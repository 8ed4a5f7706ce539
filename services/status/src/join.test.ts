import { type TaskState, taskStateSchema } from '@reconcyl/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinStates } from './join.ts';

const counts = (agreeing: number) => ({
  ...{ source_rows: agreeing, target_rows: agreeing, agreeing, discrepancies: 0, differing_cells: 0 },
  ...{
    missing_in_target: 0,
    missing_in_source: 0,
    source_in_groups: 0,
    target_in_groups: 0,
    duplicate_keys: 0,
    rejected_in_source: 0,
    rejected_in_target: 0,
  },
});

const tenant = 'default';
const taskId = '01890000-0000-7000-8000-000000000001';
const state = (fields: Partial<TaskState>): TaskState => ({
  ...{ tenant, taskId, attempt: 1, status: 'accepted', notification: 'none' },
  ...fields,
});

/** Any state whatever of one reconciliation, also such as no event makes. */
const anyState: fc.Arbitrary<TaskState> = fc
  .record(
    {
      attempt: fc.integer({ min: 1, max: 3 }),
      status: fc.constantFrom(
        ...(['accepted', 'normalizing', 'reconciling', 'rendering', 'completed'] as const),
        ...(['failed', 'cancelled', 'superseded', 'deleted', 'expired'] as const),
      ),
      notification: fc.constantFrom('none', 'pending', 'sent', 'unsure', 'failed'),
      name: fc.constantFrom('bank', 'ledger'),
      acceptedAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'),
      reportFormat: fc.constantFrom('json', 'csv'),
      finishedAt: fc.constantFrom('2026-02-01T00:00:00.000Z', '2026-02-02T00:00:00.000Z'),
      verdict: fc.constantFrom('agree', 'breaks'),
      counts: fc.constantFrom(counts(1), counts(2)),
      failure: fc.constantFrom(
        { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false } as const,
        { code: 'RECON_INTERNAL', stage: 'render', canRetry: true } as const,
      ),
      partitions: fc.record({
        total: fc.integer({ min: 1, max: 4 }),
        done: fc.uniqueArray(fc.integer({ min: 0, max: 3 })).map((done) => done.sort((a, b) => a - b)),
      }),
    },
    { requiredKeys: ['attempt', 'status', 'notification'] },
  )
  .map((fields) => state(fields as Partial<TaskState>))
  // As every state in the store is: joined with itself, so that what follows from it is in it.
  .map((fields) => joinStates(fields, fields));

describe('joinStates', () => {
  it('does not depend on the order of two states', () => {
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        expect(joinStates(a, b)).toEqual(joinStates(b, a));
      }),
    );
  });

  it('does not depend on which are joined first', () => {
    fc.assert(
      fc.property(anyState, anyState, anyState, (a, b, c) => {
        expect(joinStates(joinStates(a, b), c)).toEqual(joinStates(a, joinStates(b, c)));
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on which partitions are heard of first, even if their number were told differently', () => {
    const partitions = fc
      .record({ total: fc.integer({ min: 1, max: 3 }), index: fc.integer({ min: 0, max: 2 }) })
      .map(({ total, index }) => state({ status: 'reconciling', partitions: { total, done: [index] } }))
      .map((fields) => joinStates(fields, fields));
    fc.assert(
      fc.property(partitions, partitions, partitions, (a, b, c) => {
        expect(joinStates(joinStates(a, b), c)).toEqual(joinStates(a, joinStates(b, c)));
      }),
    );
  });

  it('changes nothing when a state comes again', () => {
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        const joined = joinStates(a, b);
        expect(joinStates(joined, b)).toEqual(joined);
        expect(joinStates(a, joined)).toEqual(joined);
      }),
    );
  });

  it('gives what has the shape of a state', () => {
    fc.assert(fc.property(anyState, anyState, (a, b) => taskStateSchema.parse(joinStates(a, b)) !== undefined));
  });

  it('lets the later attempt win with all that belongs to it', () => {
    const failed = state({ status: 'failed', failure: { code: 'RECON_INTERNAL', stage: 'render', canRetry: true } });
    expect(joinStates(failed, state({ attempt: 2 }))).toEqual(state({ attempt: 2 }));
  });

  it('keeps what belongs to the reconciliation as a whole', () => {
    const accepted = state({ name: 'bank', acceptedAt: '2026-01-01T00:00:00.000Z', reportFormat: 'csv' });
    const joined = joinStates(accepted, state({ attempt: 2, status: 'rendering' }));
    expect(joined).toMatchObject({ name: 'bank', reportFormat: 'csv', attempt: 2, status: 'rendering' });
  });

  it('lets a deletion win over every attempt, and forgets the result', () => {
    const deleted = state({ status: 'deleted' });
    const completed = state({ attempt: 2, status: 'completed', verdict: 'agree', counts: counts(1) });
    expect(joinStates(deleted, completed)).toEqual(state({ attempt: 2, status: 'deleted' }));
  });

  it('goes on to the report once every partition is reconciled, in whatever order', () => {
    const partition = (index: number) => state({ status: 'reconciling', partitions: { total: 3, done: [index] } });
    const two = joinStates(partition(2), partition(0));
    expect(two).toMatchObject({ status: 'reconciling', partitions: { total: 3, done: [0, 2] } });
    expect(joinStates(two, partition(1))).toMatchObject({
      status: 'rendering',
      partitions: { total: 3, done: [0, 1, 2] },
    });
  });
});
