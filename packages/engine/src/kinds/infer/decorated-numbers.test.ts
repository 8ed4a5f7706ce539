import { describe, expect, it } from 'vitest';
import { brief, codes, many, useInference } from '../testing/infer-columns.ts';

const { inferOne: infer, inferAll, readIn } = useInference();

describe('a column with amounts of money', () => {
  it('reads signs and codes on either side of the number, and says so', async () => {
    const column = await infer({ source: ['€ 1.234,50', '-2,00 €', '3,00'], target: ['1234.50', '-2', 'EUR 3'] });
    expect(brief(column)).toBe('decimal: 1.234,50 | 1234.5');
    expect(column.evidence).toBe(
      'source: 3 of 3 values read as 1.234,50, some with a currency; target: 3 of 3 values read as 1234.5, some with a currency',
    );
    expect(column.specs).toMatchObject({ source: { currency: true }, target: { currency: true } });
  });

  it('reads them on both sides where only one names them, so that equal cells have equal values', async () => {
    const column = await infer({ source: ['$5.00', '$6.25'], target: ['5', '6.25'] });
    expect(column.specs.target).toMatchObject({ currency: true });
    expect(await readIn(column, 'source', '$6.25')).toBe('6.25');
  });

  it('is found where few of many cells name a currency', async () => {
    const source = many(5000, (index) => (index === 4321 ? 'USD 17.50' : `${index}.50`));
    const column = await infer({ source, target: ['1.50'] });
    expect(brief(column)).toBe('decimal: 1234.5 | 1234.5');
    expect(column.evidence).toContain('5000 of 5000');
    expect(await readIn(column, 'source', 'USD 17.50')).toBe('17.50');
  });

  it('is none where whole numbers with leading zeros stand beside a code', async () => {
    expect(brief(await infer({ source: ['USD 007'], target: ['USD 7'] }))).toBe('text');
  });
});

describe('a column of percentages', () => {
  it('has two decimals more than are written', async () => {
    const column = await infer({ source: ['12.5%', '3%'], target: ['0.125', '0.03'] });
    expect(column.formats).toEqual({ source: '1234.5%', target: '1234.5' });
    expect(column.specs.source).toMatchObject({ percent: true, format: '1234.5', scale: 3 });
    expect(column.specs.target).toMatchObject({ scale: 3 });
    expect(await readIn(column, 'source', '12.5%')).toBe('0.125');
    expect(await readIn(column, 'target', '0.125')).toBe('0.125');
  });

  it('may be given by its format', async () => {
    const given = { formats: { source: '1.234,5%', target: '1234.5' } };
    const column = await infer({ source: ['12,5%'], target: ['0.125'], given });
    expect(column.formats).toEqual({ source: '1.234,50%', target: '1234.5' });
    expect(await readIn(column, 'source', '12,5%')).toBe('0.125');
    expect(await readIn(column, 'source', '12,5')).toBeNull();
    const blank = await infer({ source: [''], target: [''], given });
    expect(blank.specs.source).toMatchObject({ percent: true });
  });

  it('is text where one value among many has no sign', async () => {
    const source = many(300, (index) => (index === 150 ? '5' : `${index}%`));
    expect(brief(await infer({ source, target: source }))).toBe('text');
  });
});

describe('a few separators among whole numbers', () => {
  const integers = many(200, (index) => String(1000 + index));

  it.each([
    ['one comma', ['2,2'], 'decimal: 1234.5 | 1234.5'],
    ['two of a hundred lists', ['756,947', '756,948'], 'decimal: 1234.5 | 1234.5'],
    ['one point before three digits', ['756.947'], 'decimal: 1234.5 | 1234.5'],
  ])('are no decimals and no groups: %s', async (_what, odd, expected) => {
    const column = await infer({ source: [...integers, ...odd], target: integers });
    expect(brief(column)).toBe(expected);
    expect(column.evidence).toContain(`source: 200 of ${200 + odd.length} values read as 1234.5`);
    for (const cell of odd) expect(await readIn(column, 'source', cell)).toBeNull();
  });

  it('do not say how the other columns of the file are written', async () => {
    const [, open] = await inferAll([
      { source: [...integers, '2,2'], target: integers },
      { source: ['1.234', '5.678'], target: ['1234', '5678'] },
    ]);
    expect(open && brief(open)).toBe('text');
    expect(open && codes(open)).toEqual(['decimal_separator_undecided']);
  });

  it('are decimals where another column of the file has decimal commas', async () => {
    const [column] = await inferAll([
      { source: [...integers, '2,2'], target: integers },
      { source: ['1,50', '2,75'], target: ['1.5', '2.75'] },
    ]);
    expect(column && brief(column)).toBe('decimal: 1234,5 | 1234.5');
    expect(column && (await readIn(column, 'source', '2,2'))).toBe('2.2');
  });

  it('are decimals in a short column, and where the ruleset gives the kind', async () => {
    expect(brief(await infer({ source: ['5', '7', '9,01'], target: ['5', '7', '9.01'] }))).toBe(
      'decimal: 1234,5 | 1234.5',
    );
    const given = { kind: 'decimal' as const };
    expect(brief(await infer({ source: [...integers, '2,2'], target: integers, given }))).toBe(
      'decimal: 1234,5 | 1234.5',
    );
  });

  it('are decimals with a point: that is how plain numbers are written', async () => {
    const column = await infer({ source: [...integers, '9.01'], target: integers });
    expect(await readIn(column, 'source', '9.01')).toBe('9.01');
    expect(await readIn(column, 'source', '-110,7')).toBeNull();
  });

  it('leave the column text where they are many, though another column shows groups, as larger numbers have none', async () => {
    const codesAndLists = ['12345', '756,947', '23456', '111,222'];
    const [column] = await inferAll([
      { source: codesAndLists, target: codesAndLists },
      { source: ['1,234.50', '1.5'], target: ['1', '2'] },
    ]);
    expect(column && brief(column)).toBe('text');
    expect(column && codes(column)).toEqual(['decimal_separator_undecided']);
  });
});

describe('a column of currencies', () => {
  it('is known by ISO codes on both sides', async () => {
    expect(await infer({ source: ['EUR', ' usd'], target: ['EUR', 'CHF'] })).toMatchObject({ currencyCodes: true });
    expect(await infer({ source: ['EUR', 'ABC'], target: ['EUR', 'CHF'] })).not.toHaveProperty('currencyCodes');
    expect(await infer({ source: ['EUR'], target: [''] })).not.toHaveProperty('currencyCodes');
  });
});
