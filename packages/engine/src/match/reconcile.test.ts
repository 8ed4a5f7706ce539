import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('reconcile', () => {
  it('finds what is missing on either side and what differs, with physical lines', async () => {
    const { summary, breaks } = await reconcileTexts(
      lines('id,name,amount', '1,Ann,10.00', '2,Bob,20.00', '3,Cy,30.00'),
      lines('id,name,amount', '3,Cy,31.50', '4,Dee,40.00', '1,Ann,10.00'),
      { key: ['id'] },
    );
    expect(summary.verdict).toBe('breaks');
    expect(summary.counts).toMatchObject({
      source_rows: 3,
      target_rows: 3,
      agreeing: 1,
      discrepancies: 1,
      differing_cells: 1,
      missing_in_target: 1,
      missing_in_source: 1,
    });
    expect(breaks).toEqual([
      {
        ordinal: 0,
        kind: 'missing_in_target',
        key: ['2'],
        source_line: 3,
        target_line: null,
        source: ['2', 'Bob', '20.00'],
        target: null,
        differences: [],
      },
      {
        ordinal: 1,
        kind: 'discrepancy',
        key: ['3'],
        source_line: 4,
        target_line: 2,
        source: ['3', 'Cy', '30.00'],
        target: ['3', 'Cy', '31.50'],
        differences: [{ column: 'amount', source: '30.00', target: '31.50', cause: 'value', delta: '1.5' }],
      },
      {
        ordinal: 2,
        kind: 'missing_in_source',
        key: ['4'],
        source_line: null,
        target_line: 3,
        source: null,
        target: ['4', 'Dee', '40.00'],
        differences: [],
      },
    ]);
  });

  it('agrees when only case, outer blanks, number and date formats differ', async () => {
    const { summary } = await reconcileTexts(
      lines('id,name,day,amount', 'a1,Ann Lee,2025-03-31,1234.50', 'a2,Bob,2025-01-02,99'),
      lines('id;name;day;amount', 'A1;  ANN LEE ;31.03.2025;1.234,50', 'A2;bob;02.01.2025;99,00'),
      { key: ['id'] },
    );
    expect(summary.verdict).toBe('agree');
    expect(summary.counts).toMatchObject({ agreeing: 2, discrepancies: 0 });
    expect(summary.columns.find(({ name }) => name === 'amount')).toMatchObject({ kind: 'decimal', normalised: 2 });
  });

  it('keeps the cells of the file in the report and writes blank ones as empty text', async () => {
    const { breaks } = await reconcileTexts(lines('id,a,b', '1, X ,', '2,y,z'), lines('id,a,b', '2,y,z'), {
      key: ['id'],
    });
    expect(breaks[0]?.source).toEqual(['1', ' X ', '']);
  });

  it('proves its amounts: sums of both sides, listed, forgiven and missing amounts', async () => {
    const { summary } = await reconcileTexts(
      lines('id,amount', '1,100.00', '2,50.00', '3,0.30', '4,7.77'),
      lines('id,amount', '1,100.01', '2,-50.00', '3,0.30', '5,1.11'),
      { key: ['id'], ruleset: { columns: { amount: { tolerance: { absolute: '0.01' } } } } },
    );
    expect(summary.counts).toMatchObject({ agreeing: 2, discrepancies: 1 });
    // 158.07 - 51.42 = 106.65 = 100 (row 2) - 0.01 (row 1, forgiven) + 7.77 (row 4) - 1.11 (row 5)
    expect(summary.control_totals).toEqual([
      {
        column: 'amount',
        source_sum: '158.07',
        target_sum: '51.42',
        difference: '106.65',
        listed_differences: '100.00',
        forgiven_differences: '-0.01',
        group_differences: '0',
        differing: 1,
        missing_in_target: '7.77',
        missing_in_source: '1.11',
        gross_difference: '100.00',
      },
    ]);
    expect(summary.columns.find(({ name }) => name === 'amount')).toMatchObject({ forgiven: 1, differing: 1 });
  });

  it.each([
    ['null_vs_value', '', '5.00', undefined],
    ['sign', '5.00', '-5.00', '-10'],
    ['rounding', '10.126', '10.13', '0.004'],
    ['rounding', '10.126', '10.12', '-0.006'],
    ['rounding', '-2.5', '-3', '-0.5'],
    ['value', '10.126', '10.14', '0.014'],
  ])('names the cause %s of %s against %s', async (cause, source, target, delta) => {
    // Four decimals: with three, a point could separate thousands.
    const rows = ['x1,1.1111', 'x2,2.2222', 'x3,3.3333'];
    const { breaks } = await reconcileTexts(
      lines('id,amount', `k,${source}`, ...rows),
      lines('id,amount', `k,${target}`, ...rows),
      {
        key: ['id'],
      },
    );
    expect(breaks[0]?.differences).toEqual([
      { column: 'amount', source, target, cause, ...(delta === undefined ? {} : { delta }) },
    ]);
  });

  it('calls dates one day apart what they are and gives the distance in days', async () => {
    const { breaks } = await reconcileTexts(
      lines('id,day', '1,2025-02-28', '2,2025-01-01'),
      lines('id,day', '1,2025-03-01', '2,2025-01-11'),
      { key: ['id'] },
    );
    expect(breaks.map((item) => item.differences[0])).toEqual([
      { column: 'day', source: '2025-02-28', target: '2025-03-01', cause: 'within_1_day', delta: '1 d' },
      { column: 'day', source: '2025-01-01', target: '2025-01-11', cause: 'value', delta: '10 d' },
    ]);
  });

  it('matches a blank part of a composite key with a blank part', async () => {
    const { summary } = await reconcileTexts(lines('a,b,v', '1,,x', '1,2,y'), lines('a,b,v', '1,2,y', '1,,x'), {
      key: ['a', 'b'],
    });
    expect(summary.counts).toMatchObject({ agreeing: 2, missing_in_source: 0, missing_in_target: 0 });
  });

  it('does not take 001 for 1 in a key', async () => {
    const { summary } = await reconcileTexts(lines('id,v', '001,x'), lines('id,v', '1,x'), { key: ['id'] });
    expect(summary.counts).toMatchObject({ missing_in_target: 1, missing_in_source: 1 });
  });

  it('takes an empty table for everything missing on the other side', async () => {
    const { summary } = await reconcileTexts(lines('id,v'), lines('id,v', '1,x', '2,y'), { key: ['id'] });
    expect(summary.counts).toMatchObject({ source_rows: 0, target_rows: 2, missing_in_source: 2, agreeing: 0 });
  });

  it('makes one amount of a debit and a credit column', async () => {
    const { summary, breaks } = await reconcileTexts(
      lines('id,amount', '1,-20.00', '2,35.50', '3,1.00'),
      lines('id;Soll;Haben', '1;20,00;', '2;;35,50', '3;;2,00'),
      { key: ['id'], ruleset: { target: { debit_credit: { debit: 'Soll', credit: 'Haben', as: 'amount' } } } },
    );
    expect(summary.counts).toMatchObject({ agreeing: 2, discrepancies: 1 });
    expect(breaks[0]).toMatchObject({
      target: ['3', '', '2,00'],
      differences: [{ column: 'amount', source: '1.00', delta: '1' }],
    });
  });

  it('refuses a debit and credit pair whose decimal separator cannot be told, and takes it from the ruleset', async () => {
    const source = lines('id,amount', '1,-1234', '2,5678');
    const target = lines('id;Soll;Haben', '1;1.234;', '2;;5.678');
    const pair = { debit: 'Soll', credit: 'Haben', as: 'amount' };
    const refused = reconcileTexts(source, target, { key: ['id'], ruleset: { target: { debit_credit: pair } } });
    await expect(refused).rejects.toMatchObject({
      code: 'RECON_RULESET_INVALID',
      problems: [{ path: 'target.debit_credit.format' }],
    });
    const { summary } = await reconcileTexts(source, target, {
      key: ['id'],
      ruleset: { target: { debit_credit: { ...pair, format: '1.234,50' } } },
    });
    expect(summary.counts).toMatchObject({ agreeing: 2 });
  });

  it('reads a number with blanks around it as the number, in sums too', async () => {
    const { summary } = await reconcileTexts(
      lines('id,v', '1, 1.1', '2, +2.5', '3,-4 '),
      lines('id,v', '1,1.1', '2,2.5', '3,-4'),
      {
        key: ['id'],
      },
    );
    expect(summary.verdict).toBe('agree');
    expect(summary.control_totals[0]).toMatchObject({
      source_sum: '-0.4',
      target_sum: '-0.4',
      forgiven_differences: '0',
    });
    expect(summary.columns[1]?.unreadable).toEqual({ source: 0, target: 0 });
  });

  it('compares and adds numbers of more than 18 digits exactly, beside cells that are no numbers', async () => {
    const { summary } = await reconcileTexts(
      lines('id,v', 'A,x', 'B,12345678901234567890.12', 'C,12345678901234567.12'),
      lines('id,v', 'A,9', 'B,1', 'C,12345678901234567.13'),
      {
        key: ['id'],
        ruleset: { columns: { v: { kind: 'decimal', format: '1234.5', tolerance: { absolute: '0.01' } } } },
      },
    );
    expect(summary.counts).toMatchObject({ agreeing: 1, discrepancies: 2 });
    expect(summary.control_totals[0]).toMatchObject({
      source_sum: '12358024580135802457.24',
      target_sum: '12345678901234577.13',
      forgiven_differences: '-0.01',
    });
  });

  it('adds listed differences of any size', async () => {
    const wide = (digits: string, rest: number) => digits.padEnd(rest, '0');
    const source = `id,a\nk0,${wide('9', 38)}\nk1,${wide('9', 37)}1\n`;
    const target = `id,a\nk0,${wide('9', 35)}\nk1,${wide('9', 34)}1\n`;
    const { summary } = await reconcileTexts(source, target, { key: ['id'] });
    // Twice 9e37 - 9e34.
    expect(summary.control_totals[0]?.listed_differences).toBe('179820000000000000000000000000000000000');
  });

  it('keeps both cells where a debit or credit is no number', async () => {
    const { breaks } = await reconcileTexts(
      lines('id,amount', '1,-20.50', '2,1.00', '3,2.00'),
      lines('id;Soll;Haben', '1;n/a;', '2;;1,00', '3;;2,00'),
      {
        key: ['id'],
        ruleset: { target: { debit_credit: { debit: 'Soll', credit: 'Haben', as: 'amount', format: '1234,5' } } },
      },
    );
    expect(breaks[0]?.differences).toMatchObject([{ column: 'amount', source: '-20.50', target: 'n/a' }]);
  });

  it('says that a record is missing because its counterpart was rejected', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => `${index + 10},x,y`);
    const { summary, breaks, rejects } = await reconcileTexts(
      lines('id,a,b', '1,x,y', ...rows),
      lines('id,a,b', '1,x', ...rows),
      { key: ['id'] },
    );
    expect(rejects).toMatchObject([{ side: 'target', line: 2, reason: 'too_few_fields', text: '1,x' }]);
    expect(breaks).toMatchObject([{ kind: 'missing_in_target', key: ['1'], reason: 'rejected_on_other_side' }]);
    expect(summary.verdict).toBe('breaks');
    expect(summary.counts.rejected_in_target).toBe(1);
  });

  it('finds the physical lines behind line breaks inside quotes', async () => {
    const { breaks } = await reconcileTexts(
      lines('id,note', '1,"a', 'b"', '2,x', '3,"c', '', 'd"', '4,y'),
      lines('id,note', '1,"a', 'b"', '3,"c', '', 'd"'),
      { key: ['id'] },
    );
    expect(breaks.map((item) => [item.key[0], item.source_line])).toEqual([
      ['2', 4],
      ['4', 8],
    ]);
  });

  it('warns that a file compared with itself proves nothing', async () => {
    const text = lines('id,v', '1,x', '2,y');
    const { summary } = await reconcileTexts(text, text, { key: ['id'] });
    expect(summary.verdict).toBe('agree');
    expect(summary.warnings.map(({ code }) => code)).toContain('same_file');
  });
});
