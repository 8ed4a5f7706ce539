import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const pick = (told: readonly { relaxation: string; column: string; cells: number; rows: number }[]) =>
  told.map(({ relaxation, column, cells, rows }) => [relaxation, column, cells, rows]);

const source = lines(
  'id,name,amount,day',
  '1,José,10.00,2025-01-01',
  '2,Ann,20.00,2025-01-02',
  '3,Bob,30.00,2025-01-03',
  '4,Cy,40.00,2025-01-04',
  '5,Dee,50.00,2025-01-05',
);
const target = lines(
  'id,name,amount,day',
  '1,Jose,10.00,2025-01-01',
  '2,Ann,20.01,2025-01-02',
  '3,Bob,30.01,2025-01-05',
  '4,Cy,40.90,2025-01-04',
  '5,Dee,50.00,2025-01-06',
);

describe('what a relaxed rule would clear', () => {
  it('is told for each alone: cells, whole rows and money', async () => {
    const { what_if } = (await reconcileTexts(source, target, { key: ['id'] })).summary;
    const alone = (relaxation: string) => what_if.alone.find((one) => one.relaxation === relaxation);
    expect(alone('ignore_accents')).toEqual({
      relaxation: 'ignore_accents',
      column: 'name',
      setting: 'columns: {name: {ignore_accents: true}}',
      cells: 1,
      rows: 1,
      amounts: [],
    });
    // Rows 2 and 3 differ by 0.01, but row 3 differs in its day as well.
    expect(alone('tolerance_0.01')).toEqual({
      relaxation: 'tolerance_0.01',
      column: 'amount',
      setting: 'columns: {amount: {tolerance: {absolute: 0.01}}}',
      cells: 2,
      rows: 1,
      amounts: [{ amount: '0.02' }],
    });
    expect(alone('tolerance_1')).toMatchObject({ cells: 3, rows: 2, amounts: [{ amount: '0.92' }] });
    // Rounding to whole units clears the very cells that the narrower tolerance does.
    expect(alone('round_0')).toBeUndefined();
    expect(alone('window_1_day')).toMatchObject({ cells: 1, rows: 1, setting: 'columns: {day: {window: {days: 1}}}' });
    expect(alone('window_2_days')).toMatchObject({ cells: 2, rows: 1 });
  });

  it('adds up in one greedy order, in which whole columns are ignored last', async () => {
    const { summary } = await reconcileTexts(source, target, { key: ['id'] });
    const { together } = summary.what_if;
    expect(pick(together)).toEqual([
      ['tolerance_1', 'amount', 3, 2],
      ['window_2_days', 'day', 2, 2],
      ['ignore_accents', 'name', 1, 1],
    ]);
    expect(together.reduce((sum, { rows }) => sum + rows, 0)).toBe(summary.counts.discrepancies);
  });

  it('never proposes to ignore a decimal column', async () => {
    const { what_if } = (
      await reconcileTexts(lines('id,a,b', '1,1.50,x', '2,9.25,y'), lines('id,a,b', '1,9.50,p', '2,2.75,q'), {
        key: ['id'],
      })
    ).summary;
    expect(pick(what_if.alone)).toEqual([['ignore', 'b', 2, 0]]);
  });

  it('leaves out what is on already', async () => {
    const ruleset = {
      columns: {
        amount: { tolerance: { absolute: 0.05, percent: 0.01 } },
        day: { window: { days: 1, direction: 'target_later' as const } },
      },
    };
    const { what_if } = (await reconcileTexts(source, target, { key: ['id'], ruleset })).summary;
    const told = what_if.alone.map(({ relaxation, setting }) => [relaxation, setting]);
    expect(told).toContainEqual(['tolerance_1', 'columns: {amount: {tolerance: {absolute: 1, percent: 0.01}}}']);
    expect(told.map(([name]) => name)).not.toContain('tolerance_0.01');
    expect(told).toContainEqual(['window_2_days', 'columns: {day: {window: {days: 2, direction: target_later}}}']);
  });

  it('tells of a switch only where it mends more than it breaks', async () => {
    const rows = (sign: string, ...more: string[]) =>
      lines('id,a', ...['1.10', '2.20', '3.30'].map((amount, index) => `${index},${sign}${amount}`), ...more);
    const switched = await reconcileTexts(rows('', '9,5.00'), rows('-', '9,5.00'), { key: ['id'] });
    expect(pick(switched.summary.what_if.alone)).toEqual([['negate', 'a', 3, 3]]);
    const single = await reconcileTexts(rows('', '9,5.00'), rows('', '9,-5.00'), { key: ['id'] });
    expect(single.summary.what_if.alone).toEqual([]);
  });

  it('names the words that would mean blank', async () => {
    const { what_if } = (
      await reconcileTexts(lines('id,a', '1,N/A', '2,-', '3,x'), lines('id,a', '1,', '2,', '3,y'), { key: ['id'] })
    ).summary;
    expect(what_if.alone.find(({ relaxation }) => relaxation === 'nulls')).toMatchObject({
      setting: 'columns: {a: {nulls: ["-", "N/A"]}}',
      cells: 2,
      rows: 2,
    });
  });

  it('covers the key: how many missing records it would match', async () => {
    const { what_if } = (
      await reconcileTexts(
        lines('id,a', '001,x', '002,y', 'A-3,z', 'B 4,w', '7,v'),
        lines('id,a', '1,x', '2,y', 'A3,z', 'B  4,w', '7,v'),
        { key: ['id'] },
      )
    ).summary;
    expect(what_if.key).toEqual([
      {
        relaxation: 'ignore_leading_zeros',
        columns: ['id'],
        setting: 'columns: {id: {ignore_leading_zeros: true}}',
        rows: 2,
      },
      { relaxation: 'numeric_form', columns: ['id'], setting: 'columns: {id: {kind: decimal}}', rows: 2 },
      { relaxation: 'collapse_blanks', columns: ['id'], setting: 'columns: {id: {collapse_blanks: true}}', rows: 1 },
      {
        relaxation: 'ignore_punctuation',
        columns: ['id'],
        setting: 'columns: {id: {ignore_punctuation: true}}',
        rows: 1,
      },
    ]);
  });

  it('does not make two currencies agree', async () => {
    const { breaks, summary } = await reconcileTexts(
      lines('id,a', '1,EUR 1.00', '2,EUR 2.00', '3,EUR 3.00'),
      lines('id,a', '1,USD 1.00', '2,EUR 2.01', '3,EUR 3.00'),
      { key: ['id'] },
    );
    expect(breaks.map(({ differences }) => differences[0]?.cause)).toEqual(['currency', 'penny']);
    const [first] = summary.what_if.alone;
    expect(first).toMatchObject({
      relaxation: 'tolerance_0.01',
      cells: 1,
      amounts: [{ currency: 'EUR', amount: '0.01' }],
    });
  });

  it('tells money by currency', async () => {
    const { what_if } = (
      await reconcileTexts(
        lines('id,a,cur', '1,1.00,EUR', '2,2.00,USD', '3,3.00,usd'),
        lines('id,a,cur', '1,1.01,EUR', '2,2.01,USD', '3,3.01,USD'),
        { key: ['id'], ruleset: { columns: { a: { currency: 'cur' } } } },
      )
    ).summary;
    expect(what_if.alone.find(({ relaxation }) => relaxation === 'tolerance_0.01')?.amounts).toEqual([
      { currency: 'EUR', amount: '0.01' },
      { currency: 'USD', amount: '0.02' },
    ]);
  });
});
