import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('files in which nothing is a key', () => {
  it('are compared as multisets of rows, and the report says so', async () => {
    const rows = ['red,1', 'red,1', 'red,2', 'blue,1', 'blue,1', 'blue,1'];
    const { plan, summary, breaks, duplicates } = await reconcileTexts(
      lines('colour,size', ...rows, 'red,2', 'blue,2'),
      lines('colour,size', ...rows, 'red,3', 'blue,1'),
    );
    expect(plan.key).toEqual({ columns: ['colour', 'size'], inferred: true, wholeRow: true });
    expect(summary.key).toMatchObject({ whole_row: true, inferred: true });
    expect(summary.counts).toMatchObject({ agreeing: 6, discrepancies: 0, missing_in_target: 2, missing_in_source: 2 });
    expect(breaks.map(({ kind, source, target, reason }) => [kind, source ?? target, reason])).toEqual([
      // Red 2 stands there twice, and once on the other side.
      ['missing_in_target', ['red', '2'], 'duplicate'],
      ['missing_in_target', ['blue', '2'], undefined],
      ['missing_in_source', ['red', '3'], undefined],
      ['missing_in_source', ['blue', '1'], 'duplicate'],
    ]);
    expect(duplicates).toHaveLength(3);
    expect(summary.warnings.map(({ code }) => code)).toContain('matched_whole');
    expect(summary.sentence).toContain('whole records were matched');
    expect(summary.sentence).not.toContain('Nothing beside the key');
  });

  it('agree by canonical values, and prove their amounts', async () => {
    const { summary } = await reconcileTexts(
      lines('kind,amount', 'a,1.50', 'a,1.50', 'b,2.25', 'b,2.25', 'b,-1.00', 'b,-1.00'),
      lines('kind,amount', 'B ,2.250', 'A,1.5', 'b,2.25', 'a,1.50', 'b,-1', 'b,-1.00'),
    );
    expect(summary.verdict).toBe('agree');
    expect(summary.control_totals).toMatchObject([{ column: 'amount', source_sum: '5.500', difference: '0.000' }]);
  });

  it('pair within a tolerance in ascending order, so that as many rows as can be pair', async () => {
    const ruleset = { columns: { amount: { kind: 'decimal' as const, tolerance: { absolute: '1' } } } };
    const many = ['x,50.5', 'x,50.5', 'x,50.5', 'y,70.5', 'y,70.5', 'y,70.5'];
    const { summary, breaks } = await reconcileTexts(
      // 10.4 is nearest to 10.0; paired so, 9.2 and 11.1 would both be left over.
      lines('kind,amount', ...many, 'x,9.2', 'x,10.4'),
      lines('kind,amount', ...many, 'x,11.1', 'x,10.0', 'y,10.4'),
      { ruleset },
    );
    expect(summary.counts).toMatchObject({ agreeing: 8, missing_in_target: 0, missing_in_source: 1 });
    expect(breaks).toMatchObject([{ kind: 'missing_in_source', target: ['y', '10.4'] }]);
    expect(summary.control_totals[0]).toMatchObject({ forgiven_differences: '-1.5', listed_differences: '0' });
  });
});
