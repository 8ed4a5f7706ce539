import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('the verdict', () => {
  it('is breaks when a tolerance forgave more in sum than it may', async () => {
    const run = async (total: string) => {
      const { summary } = await reconcileTexts(
        lines('id,a', '1,1.00', '2,2.00', '3,3.00', '4,4.00'),
        lines('id,a', '1,1.01', '2,1.98', '3,3.00', '4,4.00'),
        { key: ['id'], ruleset: { columns: { a: { tolerance: { absolute: '0.02', total } } } } },
      );
      return summary;
    };
    // |1.00 - 1.01| + |2.00 - 1.98| = 0.03, though the net difference is 0.01.
    const exceeded = await run('0.02');
    expect(exceeded.verdict).toBe('breaks');
    expect(exceeded.sentence).toContain('The tolerance of a forgave 0.03 in sum, more than the 0.02 that it may.');
    expect(exceeded.findings).toMatchObject([{ code: 'tolerance_total_exceeded', columns: ['a'], count: 2 }]);
    const within = await run('0.03');
    expect(within.verdict).toBe('agree');
    expect(within.sentence).toContain('2 cells agree only within what the ruleset forgives (a).');
  });

  it('is breaks when the ruleset is strict about columns that one side lacks', async () => {
    const run = async (strict: boolean) =>
      (
        await reconcileTexts(lines('id,a,extra', '1,x,1'), lines('id,a', '1,x'), {
          key: ['id'],
          ruleset: { strict_columns: strict },
        })
      ).summary;
    const strict = await run(true);
    expect(strict.verdict).toBe('breaks');
    expect(strict.sentence).toMatch(/^The files do not agree: only the source has extra\./);
    const lenient = await run(false);
    expect(lenient.verdict).toBe('agree');
    expect(lenient.sentence).toContain('Only the source has extra, not compared.');
  });

  it('proposes renames for columns that only one side has', async () => {
    const { summary } = await reconcileTexts(lines('id,a,amt', '1,x,5'), lines('id,a,Amount', '1,x,5'), {
      key: ['id'],
    });
    expect(summary.not_compared.likely_renames).toEqual([{ source: 'amt', target: 'Amount', why: 'name' }]);
  });
});
