import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const file = (...rows: string[]) => `id,note,amount\n${rows.join('\n')}\n`;

describe('a row without a key whose amount is the sum of those above', () => {
  it('is a closing total at the end of the file, where it has nothing but amounts', async () => {
    const { summary, setAside } = await reconcileTexts(
      file('1,a,1.00', '2,b,2.50'),
      file('1,a,1.00', '2,b,2.50', ',,3.50'),
      {
        key: ['id'],
      },
    );
    expect(summary.verdict).toBe('agree');
    expect(setAside).toMatchObject([{ side: 'target', line: 4, reason: 'closing_total' }]);
  });

  it.each([
    ['above a record', file('1,a,1.00', '2,b,2.50', ',,3.50', '3,c,7.00')],
    ['with other cells', file('1,a,1.00', '2,b,2.50', '3,c,7.00', ',d,10.50')],
  ])('is a record %s', async (_where, target) => {
    const { summary } = await reconcileTexts(file('1,a,1.00', '2,b,2.50', '3,c,7.00'), target, { key: ['id'] });
    expect(summary.counts).toMatchObject({ target_rows: 4, missing_in_source: 1 });
  });
});
