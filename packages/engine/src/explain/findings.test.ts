import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const many = (row: (index: number) => string, count = 20) => Array.from({ length: count }, (_, index) => row(index));

describe('findings', () => {
  it('say once that nearly all rows of a column differ alike', async () => {
    const { summary } = await reconcileTexts(
      lines('id,a,t', ...many((index) => `${index},${index + 1}.25,2025-01-01 10:00:0${index % 10}`)),
      lines('id,a,t', ...many((index) => `${index},${(index + 1) * 100 + 25},2025-01-01 11:00:0${index % 10}`)),
      { key: ['id'] },
    );
    expect(summary.findings).toEqual([
      {
        code: 'differs_alike',
        message: 'a differs in the same way in 20 of 20 matched rows: 100 times larger in the target.',
        columns: ['a'],
        count: 20,
        of: 20,
      },
      {
        code: 'differs_alike',
        message: 't differs in the same way in 20 of 20 matched rows: +3600 s.',
        columns: ['t'],
        count: 20,
        of: 20,
      },
    ]);
  });

  it('propose to switch the sign from 95 % exact negations on', async () => {
    const run = async (negated: number) => {
      const { summary } = await reconcileTexts(
        lines('id,a', ...many((index) => `${index},${index + 1}.50`)),
        lines('id,a', ...many((index) => `${index},${index < negated ? '-' : ''}${index + 1}.50`)),
        { key: ['id'] },
      );
      return summary.findings.map(({ code, count }) => [code, count]);
    };
    expect(await run(19)).toEqual([['sign_switch', 19]]);
    expect(await run(18)).toEqual([]);
  });

  it('do not make one out of what differs alike in 95 % or less', async () => {
    const { summary } = await reconcileTexts(
      lines('id,a', ...many((index) => `${index},x${index}`)),
      lines('id,a', ...many((index) => `${index},${index < 19 ? '' : `x${index}`}`)),
      { key: ['id'] },
    );
    expect(summary.counts.discrepancies).toBe(19);
    expect(summary.findings).toEqual([]);
  });

  it('name keys that a spreadsheet damaged', async () => {
    const { summary } = await reconcileTexts(
      lines('id,a', '4012345000001,x', '4012345000002,y', '7,z'),
      lines('id,a', '4.01235E+12,x', '4.01235E+12,y', '7,z'),
      { key: ['id'] },
    );
    expect(summary.findings).toMatchObject([{ code: 'keys_damaged_by_spreadsheet', columns: ['id'], count: 2 }]);
  });
});

describe('causes in a result', () => {
  it('see two cells that stand in each other’s column', async () => {
    const { breaks } = await reconcileTexts(
      lines('id,debit,credit,note', '1,10.00,,a', '2,,7.50,b', '3,1.25,2.5,c'),
      lines('id,debit,credit,note', '1,,10.0,a', '2,7.50,,x', '3,2.50,1.25,c'),
      { key: ['id'] },
    );
    expect(breaks.map(({ differences }) => differences.map(({ column, cause }) => [column, cause]))).toEqual([
      [
        ['debit', 'swapped_with_column'],
        ['credit', 'swapped_with_column'],
      ],
      [
        ['debit', 'swapped_with_column'],
        ['credit', 'swapped_with_column'],
        ['note', 'value'],
      ],
      [
        ['debit', 'swapped_with_column'],
        ['credit', 'swapped_with_column'],
      ],
    ]);
  });

  it('are listed together, the first one apart', async () => {
    const { breaks, summary } = await reconcileTexts(lines('id,a', '1,0012 é', '2,x'), lines('id,a', '1,12e', '2,x'), {
      key: ['id'],
    });
    expect(breaks[0]?.differences).toEqual([
      { column: 'a', source: '0012 é', target: '12e', cause: 'spaces', also: ['accents', 'leading_zeros'] },
    ]);
    expect(summary.causes).toEqual([{ cause: 'spaces', cells: 1 }]);
  });

  it('never take a number that reads for text', async () => {
    const { breaks } = await reconcileTexts(lines('id,a', '1,1.00', '2,2.50'), lines('id,a', '1,10.01', '2,2.50'), {
      key: ['id'],
    });
    // As text, one would be the beginning of the other.
    expect(breaks[0]?.differences).toMatchObject([{ cause: 'value', delta: '9.01' }]);
  });

  it('are told of all columns of a wide record together', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `c${index}`);
    const row = (id: number, change: (index: number) => string) =>
      [id, ...names.map((_, index) => change(index))].join(',');
    const { breaks, summary } = await reconcileTexts(
      lines(
        ['id', ...names].join(','),
        row(1, (index) => `v${index}`),
        row(2, (index) => (index === 0 ? 'p' : index === 110 ? 'q' : 'v')),
      ),
      lines(
        ['id', ...names].join(','),
        row(1, (index) => (index === 119 ? 'w' : `v${index}`)),
        row(2, (index) => (index === 0 ? 'q' : index === 110 ? 'p' : 'v')),
      ),
      { key: ['id'] },
    );
    expect(breaks.map(({ differences }) => differences.map(({ column, cause }) => [column, cause]))).toEqual([
      [['c119', 'value']],
      [
        ['c0', 'swapped_with_column'],
        ['c110', 'swapped_with_column'],
      ],
    ]);
    expect(summary.counts.differing_cells).toBe(3);
  });
});

describe('near misses in a result', () => {
  it('stand with both records, with line and key of the other', async () => {
    const { breaks } = await reconcileTexts(
      lines('id,name,amount', 'K1001,Ann,10.00', 'K2002,"Bob', 'Jr",20.00', 'K3003,Cy,30.00'),
      lines('id,name,amount', 'K1001,Ann,10.00', 'K3030,Cy,30.00', 'K9999,Zed,99.00'),
      { key: ['id'] },
    );
    expect(breaks.map(({ key, near_miss }) => [key[0], near_miss])).toEqual([
      ['K2002', undefined],
      ['K3003', { line: 3, key: ['K3030'], why: 'key', agreeing_cells: 2, compared_cells: 2, ambiguous: false }],
      ['K3030', { line: 5, key: ['K3003'], why: 'key', agreeing_cells: 2, compared_cells: 2, ambiguous: false }],
      ['K9999', undefined],
    ]);
  });
});
