import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

describe('records outside the period of the other side', () => {
  it('are counted by the first column of days, whatever its format', async () => {
    const source = 'id,booked,amount\n1,2024-01-31,1.00\n2,2024-02-01,2.00\n3,2024-02-29,3.00\n4,2024-03-01,4.00\n';
    const target = 'id,booked,amount\n2,01.02.2024,2.00\n3,29.02.2024,3.00\n5,15.02.2024,5.00\n';
    const { summary } = await reconcileTexts(source, target, { key: ['id'] });
    expect(summary.out_of_period).toEqual({ source: 2, target: 0 });
  });

  it('are counted among records that a window lets agree', async () => {
    const source = 'id,day\n1,2024-01-30\n2,2024-02-05\n';
    const target = 'id,day\n1,2024-02-01\n2,2024-02-05\n';
    const ruleset = { key: 'id', columns: { day: { window: { days: 3 } } } };
    const { summary } = await reconcileTexts(source, target, { ruleset });
    expect(summary.verdict).toBe('agree');
    expect(summary.out_of_period).toEqual({ source: 1, target: 0 });
  });

  it('are none where a side has no day, or no column has days', async () => {
    const none = { source: 0, target: 0 };
    const one = await reconcileTexts('id,day\n1,2024-01-30\n', 'id,day\n', { key: ['id'] });
    expect(one.summary.out_of_period).toEqual(none);
    const other = await reconcileTexts('id,name\n1,a\n', 'id,name\n2,b\n', { key: ['id'] });
    expect(other.summary.out_of_period).toEqual(none);
  });

  it('are a finding when they are many', async () => {
    const days = (from: number, to: number) =>
      Array.from(
        { length: to - from + 1 },
        (_, index) => `${from + index},2024-02-${String(from + index).padStart(2, '0')}`,
      );
    const file = (rows: readonly string[]) => `id,booked\n${rows.join('\n')}\n`;
    const { summary } = await reconcileTexts(file(days(1, 20)), file(days(11, 20)), { key: ['id'] });
    expect(summary.findings).toMatchObject([{ code: 'period_mismatch', columns: ['booked'], count: 10, of: 20 }]);
    // One of 29 is no reason to speak of periods.
    const { summary: near } = await reconcileTexts(file(days(1, 29)), file(days(2, 29)), { key: ['id'] });
    expect(near.out_of_period).toEqual({ source: 1, target: 0 });
    expect(near.findings).toEqual([]);
  });
});
