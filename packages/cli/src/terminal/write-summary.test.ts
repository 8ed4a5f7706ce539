import type { Summary } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { writeSummary } from './write-summary.ts';

const relaxed = { relaxation: 'tolerance_0.01', column: 'amount', cells: 3, rows: 2 };

const summary = {
  verdict: 'breaks',
  sentence: 'They differ.',
  counts: {
    ...{ source_rows: 9, target_rows: 9, agreeing: 4, discrepancies: 2, differing_cells: 3, missing_in_target: 1 },
    ...{ missing_in_source: 0, source_in_groups: 2, target_in_groups: 3, duplicate_keys: 0 },
    ...{ rejected_in_source: 0, rejected_in_target: 0 },
  },
  key: { columns: ['id'], inferred: false, whole_row: false },
  not_compared: { source_only: [], target_only: [], ignored: [], likely_renames: [] },
  control_totals: [],
  causes: [],
  warnings: [],
  findings: [{ code: 'sign', message: 'Every amount\u001b[2J differs in its sign.' }],
  what_if: {
    key: [{ relaxation: 'ignore_case', columns: ['id'], setting: 'columns.id.keep_case: false', rows: 1 }],
    alone: [],
    together: [
      {
        ...relaxed,
        setting: 'columns.amount.tolerance.absolute: 0.01',
        amounts: [{ currency: 'EUR', amount: '1234.5' }],
      },
    ],
  },
  over_time: { comparable: true, new: 1, persisting: 2, changed: 1, resolved: 3, by_rule: 1, gone: 0 },
} as unknown as Summary;

function told(changes: Partial<Summary> = {}): string {
  const io = fakeIo();
  writeSummary(io, { ...summary, ...changes });
  return io.stderrText();
}

describe('the summary of a run', () => {
  it('tells findings, and what would clear most', () => {
    const text = told();
    expect(text).toContain('Findings\n  ! Every amount\\u001b[2J differs in its sign.\n');
    expect(text).toMatch(/What if\n {2}columns\.id\.keep_case: false +would match 1 missing record\n/);
    expect(text).toMatch(/columns\.amount\.tolerance\.absolute: 0\.01 +would clear 2 records, 3 cells, 1,234\.5 EUR\n/);
    expect(text).toMatch(/matched in groups +2 +3\n/);
  });

  it('tells what is new, persisting and resolved since the previous run', () => {
    expect(told()).toContain('Since the previous run: 1 new, 2 persisting (1 changed), 4 cleared (1 by the ruleset)\n');
    const other = told({ over_time: { comparable: false, reason: 'the key is another.' } });
    expect(other).toContain('Not compared with the previous run: the key is another.');
  });

  it('says where rows were matched whole', () => {
    const text = told({ key: { columns: ['colour', 'size'], inferred: true, whole_row: true } });
    expect(text).toContain('Key  none: records were matched whole\n');
  });

  it('leaves out what there is nothing to say of', () => {
    const { over_time: _, ...without } = summary;
    const io = fakeIo();
    writeSummary(io, { ...without, findings: [], what_if: { key: [], alone: [], together: [] } } as Summary);
    expect(io.stderrText()).not.toMatch(/Findings|What if|previous run/);
  });
});
