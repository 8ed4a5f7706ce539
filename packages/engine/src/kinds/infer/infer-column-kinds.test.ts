import { describe, expect, it } from 'vitest';
import { brief, type Cells, many, useInference } from '../testing/infer-columns.ts';
import { inferColumnKinds } from './infer-column-kinds.ts';

const { db, inferCells: infer, inferAll } = useInference();

describe('the kind of a column', () => {
  it.each<[rule: string, source: Cells, target: Cells, kind: string]>([
    ['numbers are decimal', ['1.5', '-2'], ['1.50', '3'], 'decimal: 1234.5 | 1234.5'],
    ['each side has its own format', ['1,234.50', '2.00'], ['1.234,50', '2,00'], 'decimal: 1,234.50 | 1.234,50'],
    ['spaces and apostrophes group', ['1 234,50'], ["1'234.50"], "decimal: 1 234,50 | 1'234.50"],
    ['groups of two are Indian', ['1,23,456.00'], ['123456'], 'decimal: 1,23,456.00 | 1234.5'],
    [
      'signs behind, in parentheses, as DR',
      ['(1.50)', '2.00-', '3.00 DR'],
      ['-1.5', '-2', '-3'],
      'decimal: 1234.5 | 1234.5',
    ],
    ['text is text', ['a', 'b'], ['a', '1'], 'text'],
    ['numbers against text are text', many(200, String), many(200, (i) => (i < 3 ? 'x' : String(i))), 'text'],
    [
      'all but 1 % have to read',
      many(200, String),
      many(200, (i) => (i < 2 ? 'x' : String(i))),
      'decimal: 1234.5 | 1234.5',
    ],
    ['one may always miss', ['1', '2', 'x'], ['1', '2', '3'], 'decimal: 1234.5 | 1234.5'],
    ['one of two is no majority', ['1', 'x'], ['1', '2'], 'text'],
    [
      'words for nothing do not count',
      ['1', 'NULL', '\\N', 'n/a', '#N/A'],
      ['1', 'NaN', 'None', '-', '2'],
      'decimal: 1234.5 | 1234.5',
    ],
    ['words for nothing alone are no kind', ['NULL', '-'], ['N/A', ''], 'text'],
    ['leading zeros are identifiers', ['007', '8'], ['7', '8'], 'text'],
    ['leading zeros on the other side, too', ['7', '8'], ['7', '08'], 'text'],
    ['padded amounts are numbers', ['007.50', '8.00'], ['7.5', '8'], 'decimal: 1234.5 | 1234.5'],
    ['padded signed integers are numbers', ['-007', '8'], ['-7', '8'], 'decimal: 1234.5 | 1234.5'],
    ['38 digits are a number', ['1'.repeat(38)], ['1'], 'decimal: 1234.5 | 1234.5'],
    ['39 digits are an identifier', ['1'.repeat(39)], ['1'], 'text'],
    ['38 digits count both columns together', ['1'.repeat(30)], ['1.123456789'], 'text'],
    ['a bare exponent is a code', ['1E2', '3E5'], ['1E2', '3E5'], 'text'],
    ['an exponent beside a point is one', ['1.5E3', '2.0E1'], ['1500', '20'], 'decimal: 1234.5 | 1234.5'],
    [
      'blanks that group every number',
      ['1 234', '5 678', '9 876'],
      ['1234', '5678', '9876'],
      'decimal: 1 234.50 | 1234.5',
    ],
    [
      'blanks that group every number which has a thousand',
      ['1 234', '5 678', '9 876', '12-', '999'],
      ['1234', '5678', '9876', '-12', '999'],
      'decimal: 1 234.50 | 1234.5',
    ],
    ['blanks in some thousands only', ['1 234', '5 678', '9 876', '5432'], ['1234', '5678', '9876', '5432'], 'text'],
    ['groups beside an empty side', ['', ''], ['1 234', '5 678'], 'decimal: 1 234.50 | 1 234.50'],
    ['blanks alone are text', ['', ' '], ['\t', ''], 'text'],
    ['a blank side takes the other side', ['', ''], ['1,50', '2,00'], 'decimal: 1234,5 | 1234,5'],
    ['a blank side takes the other side with dates', ['2024-01-05'], [''], 'date: yyyy-MM-dd | yyyy-MM-dd'],
    ['a currency beside a number is part of it', ['1.50 EUR', '$2'], ['1.50', '2'], 'decimal: 1234.5 | 1234.5'],
    ['letters beside a number are no currency', ['ABC 1.50', 'INV 2.50'], ['1.50', '2.50'], 'text'],
    ['percentages', ['1.50%', '12 %'], ['0.0150', '0.12'], 'decimal: 1234.5% | 1234.5'],
    ['percentages on one side alone may be blank', ['1,50%'], [''], 'decimal: 1234,5% | 1234,5'],
    ['some values with % and some without are text', ['1.5%', '2.5', '3%'], ['1.5', '2', '3'], 'text'],
    [
      'what is no number is no value without %',
      ['1.5%', '2.5%', '1.2.3'],
      ['1.5%', '2%', '2024-13-40'],
      'decimal: 1234.5% | 1234.5%',
    ],
    ['ISO dates', ['2024-01-05'], ['2024-01-05'], 'date: yyyy-MM-dd | yyyy-MM-dd'],
    ['dates in two formats', ['2024-01-15'], ['15.01.2024'], 'date: yyyy-MM-dd | dd.MM.yyyy'],
    [
      'a 13th month shows the day',
      ['13/02/2024', '01/02/2024'],
      ['2024-02-13', '2024-02-01'],
      'date: dd/MM/yyyy | yyyy-MM-dd',
    ],
    [
      'a 13th day behind shows the month',
      ['02/13/2024', '02/01/2024'],
      ['2024-02-13', '2024-02-01'],
      'date: MM/dd/yyyy | yyyy-MM-dd',
    ],
    ['dates of one digit', ['1.2.2024', '31.12.2024'], ['2024-02-01', '2024-12-31'], 'date: d.M.yyyy | yyyy-MM-dd'],
    ['names of months', ['05-Jan-2024'], ['2024-01-05'], 'date: dd-MMM-yyyy | yyyy-MM-dd'],
    ['years of two digits', ['31.12.24'], ['2024-12-31'], 'date: dd.MM.yy | yyyy-MM-dd'],
    [
      'eight digits against separators',
      ['20240105', '20231231'],
      ['2024-01-05', '2023-12-31'],
      'date: yyyyMMdd | yyyy-MM-dd',
    ],
    ['eight digits on both sides are numbers', ['20240105'], ['20240105'], 'decimal: 1234.5 | 1234.5'],
    ['a year is no date', ['2024', '2023'], ['2024', '2023'], 'decimal: 1234.5 | 1234.5'],
    ['a year against dates is text', ['2024', '2023'], ['2024-01-05', '2023-01-05'], 'text'],
    ['year and month are no date', ['202401', '202312'], ['202401', '202312'], 'decimal: 1234.5 | 1234.5'],
    ['year-month is text', ['2024-01', '2023-12'], ['2024-01', '2023-12'], 'text'],
    ['a time alone is text', ['10:00:00'], ['10:00'], 'text'],
    ['a week is text', ['2024-W05'], ['2024-W05'], 'text'],
    [
      'timestamps',
      ['2024-01-05T10:00:00'],
      ['15.01.2024 10:00:00', '05.01.2024 10:00:00'],
      "timestamp: yyyy-MM-dd'T'HH:mm:ss | dd.MM.yyyy HH:mm:ss",
    ],
    [
      'a day against a time is a timestamp',
      ['2024-01-05'],
      ['2024-01-05 00:00:00'],
      'timestamp: yyyy-MM-dd | yyyy-MM-dd HH:mm:ss',
    ],
    ['days that do not exist do not read', ['31.02.2024', '30.02.2024', '01.02.2024'], ['2024-02-01'], 'text'],
  ])('%s', async (_rule, source, target, expected) => {
    expect(brief(await infer(source, target))).toBe(expected);
  });

  it('gives its evidence in counts, without a value', async () => {
    const column = await infer(['1', '2', 'secret', 'NULL'], ['4,5', '']);
    expect(column.evidence).toBe('source: 2 of 3 values read as 1234.5; target: 1 of 1 values read as 1234,5');
  });

  it('makes the width and the scale those of the widest value of both sides', async () => {
    const column = await infer(['123456.5'], ['1.12345']);
    expect(column.specs.source).toMatchObject({ width: 18, scale: 5 });
    expect(column.specs.target).toMatchObject({ width: 18, scale: 5 });
    const wide = await infer(['1234567890123.5'], ['1.123456']);
    expect(wide.specs.source).toMatchObject({ width: 38, scale: 6 });
    const wideTarget = await infer(['1.5'], ['12345678901234567.25']);
    expect(wideTarget.specs.source).toMatchObject({ width: 38, scale: 2 });
  });

  it('plans for plain numbers only where every value of the file was seen and is plain', async () => {
    expect((await infer(['1.5'], ['2.5'])).specs.source).toMatchObject({ plain: true });
    expect((await infer(['1.5', '(2.5)'], ['2.5'])).specs).toMatchObject({ source: {}, target: {} });
    expect((await infer(['1.5', '(2.5)'], ['2.5'])).specs.target).not.toHaveProperty('plain');
    const [sampled] = await inferAll([{ source: ['1.5'], target: ['2.5'] }], 1_000_000);
    expect(sampled?.specs.source).not.toHaveProperty('plain');
  });

  it('keeps the order of the pairs, and takes a missing column for a blank one', async () => {
    await db().createTable('left', [['x'], ['1,50']]);
    await db().createTable('right', [['2024-01-05']]);
    const columns = await inferColumnKinds(db().database, {
      source: { table: 'left', rows: 1 },
      target: { table: 'right', rows: 1 },
      pairs: [
        { name: 'amount', sourceIndex: 1, targetIndex: -1, nulls: [] },
        { name: 'date', sourceIndex: -1, targetIndex: 0, nulls: [] },
      ],
    });
    expect(columns.map(brief)).toEqual(['decimal: 1234,5 | 1234,5', 'date: yyyy-MM-dd | yyyy-MM-dd']);
  });
});

describe('columns longer than the first look', () => {
  it('are counted whole', async () => {
    const source = many(30_000, (i) => (i === 29_999 ? '1234567.891' : `${i}.5`));
    const column = await infer(source, ['1']);
    expect(column.specs.source).toMatchObject({ width: 18, scale: 3 });
    expect(column.evidence).toContain('30000 of 30000');
  });

  it('are found though nearly all of their cells are blank or words for nothing', async () => {
    const blank = many(20_000, (i) => (i === 12_345 ? '1.234,50' : ''));
    const none = many(20_000, (i) => (i === 12_345 ? '31.12.2024' : 'NULL'));
    const columns = await inferAll([
      { source: blank, target: ['1'] },
      { source: none, target: ['2024-12-31'] },
    ]);
    expect(columns.map(brief)).toEqual(['decimal: 1.234,50 | 1234.5', 'date: dd.MM.yyyy | yyyy-MM-dd']);
  });

  it('take the format of values that the first look did not show', async () => {
    const grouped = many(20_000, (i) => (i % 40 === 39 && i > 10_000 ? '1,234.50' : '5.00'));
    const decorated = many(20_000, (i) => (i === 777 ? '(5.00)' : '5.00'));
    const columns = await inferAll([
      { source: grouped, target: ['1'] },
      { source: decorated, target: ['1'] },
    ]);
    expect(columns.map(brief)).toEqual(['decimal: 1,234.50 | 1234.5', 'decimal: 1234.5 | 1234.5']);
    expect(columns[1]?.specs.source).not.toHaveProperty('plain');
  });
});
