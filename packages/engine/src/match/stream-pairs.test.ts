import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

/** More rows than are loaded into tables: these run on the fast path. */
const rows = 200_100;

function table(change: (id: number) => string | undefined): string {
  const lines = ['id,day,amount,note'];
  for (let id = 0; id < rows; id += 1) {
    const line = change(id);
    if (line !== undefined) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

const plain = (id: number) => `K${id},2025-01-${String((id % 28) + 1).padStart(2, '0')},${id % 1000}.25,note ${id % 7}`;

describe('a pair that is too large to be loaded', () => {
  it('is answered in one pass with the right lines and totals', async () => {
    const { summary, breaks } = await reconcileTexts(
      table(plain),
      table((id) => {
        if (id === 7) return undefined;
        if (id === 100_000) return plain(id).replace('.25', '.35');
        if (id === 200_099) return `${plain(id)}\nNEW,2025-01-01,1.00,x`;
        return plain(id).toLowerCase();
      }),
      { key: ['id'] },
    );
    expect(summary.counts).toMatchObject({
      source_rows: rows,
      target_rows: rows,
      agreeing: rows - 2,
      discrepancies: 1,
      missing_in_target: 1,
      missing_in_source: 1,
    });
    expect(breaks.map(({ kind, source_line, target_line }) => [kind, source_line, target_line])).toEqual([
      ['missing_in_target', 9, null],
      ['discrepancy', 100_002, 100_001],
      ['missing_in_source', null, 200_101],
    ]);
    // -0.10 of the discrepancy, 7.25 missing in the target, 1.00 missing in the source
    expect(summary.control_totals[0]).toMatchObject({ difference: '6.15', listed_differences: '-0.10' });
  });

  it('goes the careful way when a key repeats', async () => {
    const { summary } = await reconcileTexts(
      table(plain),
      table((id) => (id === 5 ? `${plain(5)}\n${plain(5)}` : plain(id))),
      { key: ['id'] },
    );
    expect(summary.counts).toMatchObject({ agreeing: rows, missing_in_source: 1, duplicate_keys: 1 });
  });

  it('pairs records one by one where all of them share a key, which would make too many pairs to join', async () => {
    const shared = (change: (id: number) => string) =>
      table((id) =>
        id < 40_000
          ? change(id)
              .replace(/^K\d+/, 'SAME')
              .replace(/note \d/, `note ${id}`)
          : undefined,
      );
    const { plan, summary } = await reconcileTexts(
      shared(plain),
      shared((id) => (id === 20_000 ? plain(id).replace('.25', '.35') : plain(id))),
      { key: ['id'] },
    );
    expect(plan.key.repeats).toBe(true);
    expect(summary.counts).toMatchObject({
      agreeing: 39_999,
      discrepancies: 1,
      missing_in_target: 0,
      duplicate_keys: 1,
    });
  });

  it('compares values with more digits than the sample had exactly', async () => {
    const odd = (value: string) => (id: number) =>
      id === 100_003 ? plain(id).replace(/[^,]*,[^,]*$/, `${value},x`) : plain(id);
    const { summary, breaks } = await reconcileTexts(table(odd('1.2500001')), table(odd('1.25')), { key: ['id'] });
    expect(summary.counts.discrepancies).toBe(1);
    expect(breaks[0]?.differences[0]).toMatchObject({ column: 'amount', cause: 'rounding', delta: '-0.0000001' });
  });

  it('reads a file again with care when a line of it is no record', async () => {
    const { summary, rejects } = await reconcileTexts(
      table(plain),
      table((id) => (id === 150_000 ? 'K150000,2025-01-01' : plain(id))),
      { key: ['id'] },
    );
    expect(rejects).toMatchObject([{ side: 'target', line: 150_002, reason: 'too_few_fields' }]);
    expect(summary.counts).toMatchObject({ agreeing: rows - 1, missing_in_target: 1, rejected_in_target: 1 });
  });

  it('proves its amounts by currency, however the sides write the codes', async () => {
    const lines = (change: (id: number) => string) =>
      `id,amount,cur\n${Array.from({ length: rows }, (_, id) => change(id)).join('\n')}\n`;
    const code = (id: number) => (id % 2 === 0 ? 'EUR' : 'USD');
    const { summary } = await reconcileTexts(
      lines((id) => `K${id},2.50,${code(id)}`),
      lines((id) => {
        if (id === 7) return `K${id},3.50,usd`;
        if (id === 8) return `K${id},2.50,USD`;
        return `K${id},2.50,${code(id).toLowerCase()} `;
      }),
      { key: ['id'] },
    );
    // 100,050 records of each; record 7 is 1.00 more in dollars, record 8 euros on one side and dollars on the other.
    expect(summary.control_totals).toMatchObject([
      {
        currency: 'EUR',
        source_sum: '250125.00',
        target_sum: '250122.50',
        listed_differences: '0',
        forgiven_differences: '2.50',
      },
      {
        currency: 'USD',
        source_sum: '250125.00',
        target_sum: '250128.50',
        listed_differences: '-1.00',
        forgiven_differences: '-2.50',
      },
    ]);
  });
});
