import type { RulesetInput } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const columns: RulesetInput['columns'] = {
  amount: { kind: 'decimal', format: '1234.5' },
  day: { kind: 'date', format: 'yyyy-MM-dd' },
};
const rule = { amount: 'amount', date: 'day', window_days: 2, same: ['party'] };
const header = 'ref,party,day,amount';

function run(source: string[], target: string[], one_to_many: RulesetInput['one_to_many'] = rule) {
  const ruleset = { key: 'ref', columns, one_to_many };
  return reconcileTexts(lines(header, ...source), lines(header, ...target), { ruleset });
}

describe('one against several', () => {
  it('matches a key whose records on one side sum to the single one of the other, before any pairing', async () => {
    const { summary, breaks, groups, duplicates } = await run(
      ['A,acme,2025-01-01,100.00', 'B,acme,2025-01-01,5.00'],
      ['A,acme,2025-01-01,60.00', 'A,acme,2025-01-09,40.00', 'B,acme,2025-01-01,5.00'],
    );
    expect(summary.counts).toMatchObject({
      agreeing: 1,
      source_in_groups: 1,
      target_in_groups: 2,
      missing_in_source: 0,
    });
    expect(summary.verdict).toBe('agree');
    expect(breaks).toEqual([]);
    expect(groups).toEqual([
      {
        key: ['A'],
        by: 'key',
        source_lines: [2],
        target_lines: [2, 3],
        column: 'amount',
        sum: '100.00',
        ambiguous: false,
      },
    ]);
    expect(duplicates).toHaveLength(1);
  });

  it('leaves a key alone whose amounts do not sum to it exactly', async () => {
    const { summary, groups } = await run(
      ['A,acme,2025-01-01,100.00'],
      ['A,acme,2025-01-01,60.00', 'A,acme,2025-01-01,40.01'],
    );
    expect(summary.counts).toMatchObject({ source_in_groups: 0, discrepancies: 1, missing_in_source: 1 });
    expect(groups).toEqual([]);
  });

  it('finds records that sum to one under other keys, within the days and with the same party', async () => {
    const { summary, breaks, groups } = await run(
      ['P1,acme,2025-03-10,100.00', 'X,zeta,2025-03-10,1.00'],
      [
        'I1,acme,2025-03-08,30.00',
        'I2,Acme ,2025-03-12,50.00',
        'I3,acme,2025-03-10,20.00',
        // Another party, too late, and no part of any sum.
        'I4,beta,2025-03-10,70.00',
        'I5,acme,2025-03-13,70.00',
        'I6,acme,2025-03-10,33.33',
        'X,zeta,2025-03-10,1.00',
      ],
    );
    expect(groups).toEqual([
      {
        key: ['P1'],
        by: 'sum',
        source_lines: [2],
        target_lines: [2, 3, 4],
        column: 'amount',
        sum: '100.00',
        ambiguous: false,
      },
    ]);
    expect(summary.counts).toMatchObject({
      agreeing: 1,
      source_in_groups: 1,
      target_in_groups: 3,
      missing_in_source: 3,
    });
    expect(breaks.map(({ key }) => key[0])).toEqual(['I4', 'I5', 'I6']);
  });

  it('says what is ambiguous and does not match it', async () => {
    const { summary, groups } = await run(
      ['P1,acme,2025-03-10,50.00'],
      ['I1,acme,2025-03-10,20.00', 'I2,acme,2025-03-10,30.00', 'I3,acme,2025-03-10,30.00'],
    );
    expect(groups).toMatchObject([{ by: 'sum', ambiguous: true, source_lines: [2], target_lines: [2, 3, 4] }]);
    expect(summary.counts).toMatchObject({ source_in_groups: 0, missing_in_target: 1, missing_in_source: 3 });
  });

  it('does not give the same parts to one of two records that they could belong to', async () => {
    const { groups } = await run(
      ['P1,acme,2025-03-10,50.00', 'P2,acme,2025-03-11,50.00'],
      ['I1,acme,2025-03-10,20.00', 'I2,acme,2025-03-10,30.00'],
    );
    expect(groups.map(({ ambiguous }) => ambiguous)).toEqual([true, true]);
  });

  it('becomes certain of what is left when other records are taken', async () => {
    // P2 is I1 + I2 or I3 + I4, but P1, too late for the first two, can only be I3 + I4.
    const { groups } = await run(
      ['P1,acme,2025-03-15,65.00', 'P2,acme,2025-03-12,65.00'],
      ['I1,acme,2025-03-11,25.00', 'I2,acme,2025-03-11,40.00', 'I3,acme,2025-03-13,30.00', 'I4,acme,2025-03-13,35.00'],
    );
    expect(groups).toMatchObject([
      { key: ['P1'], ambiguous: false, target_lines: [4, 5] },
      { key: ['P2'], ambiguous: false, target_lines: [2, 3] },
    ]);
  });

  it('proves the sums of every decimal column with the groups', async () => {
    const ruleset = {
      key: 'ref',
      columns: { amount: { kind: 'decimal' as const }, fee: { kind: 'decimal' as const } },
      one_to_many: { amount: 'amount' },
    };
    const { summary } = await reconcileTexts(
      lines('ref,amount,fee', 'A,100.00,1.00', 'B,2.00,0.50'),
      lines('ref,amount,fee', 'A,60.00,0.25', 'A,40.00,0.25', 'B,3.00,0.50'),
      { ruleset },
    );
    expect(summary.control_totals).toMatchObject([
      { column: 'amount', difference: '-1.00', listed_differences: '-1.00', group_differences: '0.00' },
      { column: 'fee', difference: '0.50', listed_differences: '0', group_differences: '0.50' },
    ]);
  });

  it('refuses an amount that is no number', async () => {
    await expect(
      run(['A,acme,2025-01-01,1.00'], ['A,acme,2025-01-01,1.00'], { amount: 'party' }),
    ).rejects.toMatchObject({
      code: 'RECON_RULESET_INVALID',
      problems: [{ path: 'one_to_many.amount' }],
    });
  });
});
