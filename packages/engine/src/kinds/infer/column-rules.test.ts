import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalSql } from '../canonical.ts';
import { openTestDatabase, type TestDatabase } from '../testing/database.ts';
import { brief, type ColumnCase, codes, inferAll, inferOne, many } from '../testing/infer-columns.ts';
import type { InferredColumn } from './types.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const infer = (column: ColumnCase) => inferOne(db, column);
const readIn = async (column: InferredColumn, side: 'source' | 'target', cell: string) =>
  (await db.readCells([cell], canonicalSql('cell', column.specs[side])))[0];

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
    const [, open] = await inferAll(db, [
      { source: [...integers, '2,2'], target: integers },
      { source: ['1.234', '5.678'], target: ['1234', '5678'] },
    ]);
    expect(open && brief(open)).toBe('text');
    expect(open && codes(open)).toEqual(['decimal_separator_undecided']);
  });

  it('are decimals where another column of the file has decimal commas', async () => {
    const [column] = await inferAll(db, [
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
    const [column] = await inferAll(db, [
      { source: codesAndLists, target: codesAndLists },
      { source: ['1,234.50', '1.5'], target: ['1', '2'] },
    ]);
    expect(column && brief(column)).toBe('text');
    expect(column && codes(column)).toEqual(['decimal_separator_undecided']);
  });
});

describe('whole numbers that count nothing', () => {
  const like = async (name: string, cells: readonly string[], other = cells) =>
    (await infer({ source: cells, target: other, given: { name } })).identifierLike ?? false;
  const some = ['17', '4', '99'];

  it.each(['id', 'Customer ID', 'account_no', 'InvoiceNumber', 'orderNr', 'zip', 'Year', 'Kundennr'])(
    'are told by the name %s',
    async (name) => {
      expect(await like(name, some)).toBe(true);
      expect(await like(name, ['17', '4.50'])).toBe(false);
      expect(await like(name, ['17', '-4'])).toBe(false);
    },
  );

  it.each(['amount', 'Qty', 'quantity', 'number of items', 'account balance', 'invoice total', 'Menge', 'valid', 'x'])(
    'are not told by the name %s',
    async (name) => {
      expect(await like(name, some)).toBe(false);
    },
  );

  it('are told by their values: a counter of records, or codes of six digits of which none repeats', async () => {
    expect(
      await like(
        'x',
        many(50, (index) => String(index + 1)),
      ),
    ).toBe(true);
    expect(
      await like(
        'x',
        many(2500, (index) => String(5_000_000 + index * 791)),
      ),
    ).toBe(true);
    expect(
      await like(
        'x',
        many(50, (index) => String(index * index * 13 + 5)),
      ),
    ).toBe(false);
    expect(
      await like(
        'x',
        many(50, (index) => String(index % 25)),
      ),
    ).toBe(false);
    expect(
      await like(
        'x',
        many(10, (index) => String(index + 1)),
      ),
    ).toBe(false);
  });

  it('are told by both sides alike', async () => {
    const counter = many(50, (index) => String(index + 1));
    expect(
      await like(
        'x',
        counter,
        many(50, () => '1'),
      ),
    ).toBe(false);
    expect(await like('x', counter, [])).toBe(true);
  });
});

describe('dates', () => {
  const born = [1931, 1945, 1958, 1963, 1969, 1984, 1999, 2003, 2011, 1942];

  it('with two digits of the year have the pivot that the years of the other side show', async () => {
    const column = await infer({
      source: born.map(
        (year, month) => `15.${String(month + 1).padStart(2, '0')}.${String(year % 100).padStart(2, '0')}`,
      ),
      target: born.map((year, month) => `${year}-${String(month + 1).padStart(2, '0')}-15`),
    });
    expect(brief(column)).toBe('date: dd.MM.yy | yyyy-MM-dd');
    expect(codes(column)).toEqual(['year_pivot_assumed']);
    expect(column.warnings[0]?.message).toContain('10 of 10');
    expect(await readIn(column, 'source', '15.01.31')).toBe('1931-01-15');
    expect(await readIn(column, 'source', '15.01.11')).toBe('2011-01-15');
    expect(column.specs.target).not.toHaveProperty('pivot');
  });

  it('have the usual one where that agrees, where nothing shows another, and where the ruleset gives it', async () => {
    const source = many(10, (index) => `15.01.${60 + index}`);
    const later = many(10, (index) => `${2060 + index}-01-15`);
    const earlier = many(10, (index) => `${1960 + index}-01-15`);
    expect((await infer({ source, target: later })).specs.source).not.toHaveProperty('pivot');
    expect((await infer({ source, target: source })).specs.source).not.toHaveProperty('pivot');
    expect((await infer({ source, target: ['1899-01-15', '1898-01-15'] })).specs.source).not.toHaveProperty('pivot');
    const given = await infer({ source, target: earlier, given: { rules: { pivot: 65 } } });
    expect(given.specs.source).toMatchObject({ pivot: 65 });
    expect(given.warnings).toEqual([]);
  });

  it('that a spreadsheet made numbers of are proposed, never taken', async () => {
    const column = await infer({ source: ['45292', '45293.5'], target: ['2024-01-01', '2024-01-02'] });
    expect(brief(column)).toBe('text');
    expect(codes(column)).toEqual(['excel_serial_proposed']);
    expect(column.warnings[0]?.message).toContain('columns.column 0.format.source');
    expect(codes(await infer({ source: ['123', '45292'], target: ['2024-01-01', '2024-01-02'] }))).toEqual([]);
  });

  it('are serial numbers where the ruleset says so', async () => {
    const given = { formats: { source: 'excel_serial' } };
    const column = await infer({ source: ['45292'], target: ['31.12.2023'], given });
    expect(brief(column)).toBe('date: excel_serial | dd.MM.yyyy');
    expect(await readIn(column, 'source', '45292')).toBe('2024-01-01');
  });

  it('are times where a rule for times asks for it, cut by the clock of the one zone that is given', async () => {
    const days = { source: ['2024-01-05'], target: ['2024-01-05'], zones: { target: 'Asia/Tokyo' } };
    const column = await infer({ ...days, given: { rules: { precision: 'day' } } });
    expect(column.kind).toBe('timestamp');
    expect(column.specs.source).toMatchObject({ precision: 'day', cutZone: 'Asia/Tokyo' });
    expect(column.specs.target).toMatchObject({ precision: 'day', cutZone: 'Asia/Tokyo' });
  });
});

describe('a rule', () => {
  it('to extract comes before the kind is looked for, on its side alone', async () => {
    for (const times of [1, 700]) {
      const column = await infer({
        source: many(2 * times, (index) => `Total: ${index}.50 net`),
        target: many(2 * times, (index) => `${index},50`),
        given: { rules: { extract: { source: 'Total: ([\\d.]+)' } } },
      });
      expect(brief(column)).toBe('decimal: 1234.5 | 1234,5');
      expect(await readIn(column, 'source', 'Total: 7.50 net')).toBe('7.50');
      expect(column.specs.target).not.toHaveProperty('extract');
    }
  });

  it('that makes words the same keeps them from deciding the kind', async () => {
    const rules = { equivalents: [['0', 'nil', 'none at all']] };
    const column = await infer({ source: ['nil', 'NIL', '5'], target: ['0', '0', '5'], given: { rules } });
    expect(brief(column)).toBe('decimal: 1234.5 | 1234.5');
    expect(await readIn(column, 'source', 'Nil')).toBe('0');
  });

  it('for decimals is part of the specs, and makes room for its digits', async () => {
    const column = await infer({
      source: ['123456789012345.25'],
      target: ['1'],
      given: { rules: { multiply: { source: '0.001' }, negate: 'target', nullAsZero: true } },
    });
    expect(column.specs.source).toMatchObject({ multiply: '0.001', nullAsZero: true, width: 38, scale: 5 });
    expect(column.specs.source).not.toHaveProperty('negate');
    expect(column.specs.target).toMatchObject({ negate: true, nullAsZero: true, width: 38, scale: 5 });
    expect(await readIn(column, 'source', '123456789012345.25')).toBe('123456789012.34525');
    expect(await readIn(column, 'target', '1')).toBe('-1.00000');
  });

  it('makes a column without values what it is for, so that it holds when there are values', async () => {
    const blank = { source: ['', ''], target: [''] };
    const decimal = await infer({ ...blank, given: { kindWithoutValues: 'decimal', rules: { nullAsZero: true } } });
    expect(decimal.kind).toBe('decimal');
    expect(decimal.warnings).toEqual([]);
    expect((await infer({ ...blank, given: { kindWithoutValues: 'timestamp' } })).kind).toBe('timestamp');
    expect((await infer(blank)).kind).toBe('text');
  });

  it('that names several formats which do not exist is refused with all of them', async () => {
    await expect(
      inferAll(db, [
        { source: ['1'], target: ['1'], given: { formats: { source: 'DD/MM/YYYY', target: 'yyyy-MM-dd' } } },
        { source: ['1'], target: ['1'], given: { formats: { source: '1.2', target: '1,2' }, kind: 'date' } },
      ]),
    ).rejects.toMatchObject({
      code: 'RECON_RULESET_INVALID',
      problems: [
        { path: 'columns["column 0"].format.source' },
        { path: 'columns["column 1"].format.source' },
        { path: 'columns["column 1"].format.target' },
      ],
    });
  });
});

describe('a column of currencies', () => {
  it('is known by ISO codes on both sides', async () => {
    expect(await infer({ source: ['EUR', ' usd'], target: ['EUR', 'CHF'] })).toMatchObject({ currencyCodes: true });
    expect(await infer({ source: ['EUR', 'ABC'], target: ['EUR', 'CHF'] })).not.toHaveProperty('currencyCodes');
    expect(await infer({ source: ['EUR'], target: [''] })).not.toHaveProperty('currencyCodes');
  });
});
