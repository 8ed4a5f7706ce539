import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalSql } from '../canonical.ts';
import { openTestDatabase, type TestDatabase } from '../testing/database.ts';
import {
  brief,
  type Cells,
  type ColumnCase,
  codes,
  inferAll as inferAllIn,
  inferOne,
  many,
} from '../testing/infer-columns.ts';
import { inferColumnKinds } from './infer-column-kinds.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

type Column = Cells;

const inferAll = (cases: readonly ColumnCase[], rows?: number) => inferAllIn(db, cases, rows);
const infer = (source: Column, target: Column, more: Omit<ColumnCase, 'source' | 'target'> = {}) =>
  inferOne(db, { source, target, ...more });

describe('the kind of a column', () => {
  it.each<[rule: string, source: Column, target: Column, kind: string]>([
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
    await db.createTable('left', [['x'], ['1,50']]);
    await db.createTable('right', [['2024-01-05']]);
    const columns = await inferColumnKinds(db.database, {
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

describe('a blank or an apostrophe before three digits', () => {
  const integers = (count: number) => many(count, (index) => String(10_000 + index));

  it.each([
    ['a blank', '91 267'],
    ['a blank that does not break', '91\u00a0267'],
    ['an apostrophe', "91'267"],
    ['a typographic apostrophe', '91\u2019267'],
  ])('among bare integers is not read: %s may stand between two codes', async (_name, cell) => {
    for (const count of [200, 2000]) {
      const column = await infer([...integers(count), cell], [...integers(count), '91267']);
      expect(brief(column)).toBe('decimal: 1234.5 | 1234.5');
      expect(column.evidence).toContain(`source: ${count} of ${count + 1} values read as 1234.5`);
      expect(await db.readCells([cell], canonicalSql('cell', column.specs.source))).toEqual([null]);
    }
  });

  it.each([1, 50])(
    'in more than one of a hundred cells makes the column text (%i times as many rows)',
    async (times) => {
      const source = many(100 * times, (index) => (index % 30 === 0 ? '1 234' : String(index)));
      const column = await infer(source, integers(100));
      expect(brief(column)).toBe('text');
      expect(codes(column)).toEqual(['decimal_separator_undecided']);
    },
  );

  it('leaves the column text, with a warning that names the setting', async () => {
    const column = await infer(['1 234', '56 789', '7', '8'], ['1234', '56789', '7', '8']);
    expect(brief(column)).toBe('text');
    expect(codes(column)).toEqual(['decimal_separator_undecided']);
    expect(column.warnings[0]?.message).toContain('columns.column 0.format');
  });

  it.each<[string, Column, string]>([
    ['two groups', ['1 234 567', '1 234'], 'decimal: 1 234.50 | 1234.5'],
    ['decimals', ['1 234', '12,50'], 'decimal: 1 234,50 | 1234.5'],
    ['decimals beside a group', ["1'234.50", "9'876"], "decimal: 1'234.50 | 1234.5"],
  ])('is a group by %s in another cell', async (_rule, source, expected) => {
    for (const times of [1, 600]) {
      const column = await infer(Array.from({ length: times }, () => source).flat(), ['1234']);
      expect(brief(column)).toBe(expected);
    }
  });

  it('is a group where another column of the same file groups so', async () => {
    const lone = { source: ['1 234', '7'], target: ['1234', '7'] };
    const kindBeside = async (source: Column, target: Column) =>
      (await inferAll([lone, { source, target }]))[0]?.formats?.source;
    expect(await kindBeside(['1 234,50'], ['1'])).toBe('1 234.50');
    expect(await kindBeside(['1 234 567'], ['1'])).toBe('1 234.50');
    expect(await kindBeside(["1'234.50"], ['1'])).toBeUndefined();
    expect(await kindBeside(['5 678'], ['1'])).toBeUndefined();
    expect(await kindBeside(['1'], ['1 234,50'])).toBeUndefined();
  });

  it('is a group where the ruleset says that the column holds numbers', async () => {
    const lone = [['1 234'], ['1234']] as const;
    expect(brief(await infer(...lone, { given: { kind: 'decimal' } }))).toBe('decimal: 1 234.50 | 1234.5');
    const given = { formats: { source: '1 234,50' } };
    expect(brief(await infer(...lone, { given }))).toBe('decimal: 1 234,50 | 1234.5');
  });
});

describe('a single separator with always three digits behind it', () => {
  const open = { source: ['1.234', '56.789', '7'], target: ['1234', '56789', '7'] };

  it('leaves the column text, with a warning that names the setting and no value', async () => {
    const [column] = await inferAll([open]);
    expect(column?.kind).toBe('text');
    expect(column?.warnings[0]?.code).toBe('decimal_separator_undecided');
    expect(column?.warnings[0]?.message).toContain('columns.column 0.format');
    expect(column?.warnings[0]?.message).not.toMatch(/1\.234|56\.789/);
  });

  it.each([
    ['a decimal comma in another column makes it a group', ['1,5'], 'decimal: 1.234,50 | 1234.5'],
    ['a decimal point in another column makes it the point', ['1.5'], 'decimal: 1234.5 | 1234.5'],
  ])('%s of the same file', async (_rule, other, expected) => {
    const [column] = await inferAll([open, { source: other, target: ['1'] }]);
    expect(column && brief(column)).toBe(expected);
  });

  it('is not decided by the other file', async () => {
    const [column] = await inferAll([open, { source: ['1'], target: ['1.5'] }]);
    expect(column?.kind).toBe('text');
  });

  it('is not decided where the file contradicts itself', async () => {
    const [column] = await inferAll([open, { source: ['1.5'], target: ['1'] }, { source: ['1,5'], target: ['1'] }]);
    expect(column?.kind).toBe('text');
  });

  it.each<[string, Column, string]>([
    ['two groups', ['1.234.567', '1.234'], 'decimal: 1.234,50 | 1234.5'],
    ['another number of digits', ['1.234', '1.5'], 'decimal: 1234.5 | 1234.5'],
    ['a zero before it', ['1.234', '0.500'], 'decimal: 1234.5 | 1234.5'],
    ['four digits before it', ['1.234', '1234.567'], 'decimal: 1234.5 | 1234.5'],
  ])('is decided by %s', async (_rule, source, expected) => {
    expect(brief(await infer(source, ['1234', '1']))).toBe(expected);
  });

  it('stays open where some values say the one and some the other', async () => {
    const column = await infer([...many(300, (i) => `${i + 1}.234`), '1.5', '1.234.567'], ['1']);
    expect(brief(column)).toBe('text');
    expect(codes(column)).toEqual(['decimal_separator_undecided']);
  });
});

describe('the order of day and month', () => {
  it('is asked back where one side is open and the other is certain', async () => {
    const column = await infer(['01/02/2024', '03/04/2024'], ['2024-02-01', '2024-04-03']);
    expect(column.kind).toBe('text');
    expect(codes(column)).toEqual(['day_month_undecided']);
    expect(column.undecided?.side).toBe('source');
    expect(column.undecided?.candidates.map(brief)).toEqual([
      'date: dd/MM/yyyy | yyyy-MM-dd',
      'date: MM/dd/yyyy | yyyy-MM-dd',
    ]);
  });

  it('is the same for two open sides, with a warning', async () => {
    const column = await infer(['01/02/2024'], ['01.02.2024']);
    expect(brief(column)).toBe('date: dd/MM/yyyy | dd.MM.yyyy');
    expect(codes(column)).toEqual(['day_month_assumed']);
  });

  it('is no question where day and month are always the same', async () => {
    const column = await infer(['05/05/2024'], ['2024-05-05']);
    expect(brief(column)).toBe('date: dd/MM/yyyy | yyyy-MM-dd');
    expect(column.warnings).toEqual([]);
  });

  it('is decided by a 13th month anywhere in a long column', async () => {
    const source = many(5000, (i) => (i === 4998 ? '13/02/2024' : `0${(i % 9) + 1}/02/2024`));
    const column = await infer(source, ['2024-02-01']);
    expect(brief(column)).toBe('date: dd/MM/yyyy | yyyy-MM-dd');
  });
});

describe('zones', () => {
  it('of one side alone make the other UTC, with a warning', async () => {
    const column = await infer(['2024-01-05T10:00:00+02:00'], ['2024-01-05 08:00:00']);
    expect(column.kind).toBe('timestamp');
    expect(codes(column)).toEqual(['zone_assumed_utc']);
    expect(column.warnings[0]?.message).toContain('target.zone');
  });

  it('given by the ruleset apply to values with a time, and to a day of the other side', async () => {
    const column = await infer(['2024-01-05 00:00:00'], ['2024-01-05'], { zones: { source: 'Europe/Berlin' } });
    const read = async (side: 'source' | 'target', cell: string) =>
      (await db.readCells([cell], canonicalSql('cell', column.specs[side])))[0];
    expect(await read('source', '2024-01-05 00:00:00')).toBe('2024-01-04 23:00:00');
    expect(await read('target', '2024-01-05')).toBe('2024-01-04 23:00:00');
  });

  it('that do not exist are refused', async () => {
    await expect(infer(['1'], ['1'], { zones: { target: 'Europe/Nowhere' } })).rejects.toMatchObject({
      code: 'RECON_RULESET_INVALID',
      problems: [{ path: 'target.zone' }],
    });
  });

  it('mean nothing for days', async () => {
    const column = await infer(['2024-01-05'], ['05.01.2024', '15.01.2024'], { zones: { source: 'Europe/Berlin' } });
    expect(column.specs.source).toEqual({ kind: 'date', format: 'yyyy-MM-dd', nulls: [] });
    expect(column.warnings).toEqual([]);
  });
});

describe('what the ruleset gives', () => {
  it('wins over the values', async () => {
    expect(brief(await infer(['1', '2'], ['1', '2'], { given: { kind: 'text' } }))).toBe('text');
    expect(brief(await infer(['007'], ['7'], { given: { kind: 'decimal' } }))).toBe('decimal: 1234.5 | 1234.5');
    expect(brief(await infer(['1.234'], ['1234'], { given: { formats: { source: '1.234,56' } } }))).toBe(
      'decimal: 1.234,50 | 1234.5',
    );
    const day = await infer(['01/02/2024'], ['2024-01-02'], { given: { formats: { source: 'MM/dd/yyyy' } } });
    expect(brief(day)).toBe('date: MM/dd/yyyy | yyyy-MM-dd');
    expect(day.inferred).toBe(false);
  });

  it('decides how the other columns of the file are read', async () => {
    const [, column] = await inferAll([
      { source: ['1.234'], target: ['1'], given: { formats: { source: '1.234,50' } } },
      { source: ['2.345'], target: ['2345'] },
    ]);
    expect(column && brief(column)).toBe('decimal: 1.234,50 | 1234.5');
  });

  it('holds for values that do not read, of which it warns when none does', async () => {
    const column = await infer(['x', 'y'], ['1,5', 'z'], { given: { kind: 'decimal' } });
    expect(brief(column)).toBe('decimal: 1234,5 | 1234,5');
    expect(codes(column)).toEqual(['kind_not_found']);
  });

  it('lets a bare exponent be a number', async () => {
    const column = await infer(['1E2'], ['100'], { given: { kind: 'decimal' } });
    expect(await db.readCells(['1E2'], canonicalSql('cell', column.specs.source))).toEqual(['100']);
  });

  it('makes null words blank before anything is read', async () => {
    const column = await infer(['-999', '1.5', 'leer'], ['1,5'], { given: { nulls: ['-999', 'LEER'] } });
    expect(column.evidence).toBe('source: 1 of 1 values read as 1234.5; target: 1 of 1 values read as 1234,5');
  });

  it('is refused where there is no such format, with the nearest', async () => {
    await expect(
      infer(['1'], ['1'], { given: { kind: 'date', formats: { source: 'DD/MM/YYYY' } } }),
    ).rejects.toMatchObject({
      code: 'RECON_RULESET_INVALID',
      problems: [{ path: 'columns["column 0"].format.source' }],
    });
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
