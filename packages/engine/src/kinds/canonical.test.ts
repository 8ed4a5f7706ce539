import { describe, expect, it } from 'vitest';
import { canonicalSql, fallbackTextSql, isUnreadableSql } from './canonical.ts';
import type { CanonicalSpec } from './canonical-spec.ts';
import { useTestDatabase } from './testing/database.ts';

const db = useTestDatabase();

const read = async (cell: string | null, spec: CanonicalSpec) =>
  (await db().readCells([cell], canonicalSql('cell', spec)))[0];
const text: CanonicalSpec = { kind: 'text', nulls: [] };
const decimal: CanonicalSpec = { kind: 'decimal', nulls: [], format: '1234.5', width: 18, scale: 2 };
const date: CanonicalSpec = { kind: 'date', nulls: [], format: 'yyyy-MM-dd' };

describe('an expression to extract', () => {
  it.each([
    ['takes its first group', 'INV-(\\d+)-(\\d+)', 'INV-0012-7', '0012'],
    ['leaves a cell without match as it is', 'INV-(\\d+)', ' CRN-12 ', 'crn-12'],
    ['finds its match anywhere', '(\\d{4})', 'ref 2024 x', '2024'],
    ['makes a cell blank of which it takes nothing', '^A(.*)$', 'A', null],
    ['makes a cell blank of which it takes blanks', '^A(.*)$', 'A  ', null],
    ['may have a name', '(?P<number>\\d+)', 'a17', '17'],
    ['sees the cell before it is trimmed or made lower case', '^ (A)', ' A', 'a'],
    ['is no SQL', "'(.)", "it's", 's'],
  ])('%s', async (_rule, extract, cell, canonical) => {
    expect(await read(cell, { ...text, extract })).toBe(canonical);
  });

  it('comes before every kind', async () => {
    expect(await read('EUR 12.50 net', { ...decimal, extract: '([\\d.]+)' })).toBe('12.50');
    expect(await read('due 2024-05-06', { ...date, extract: 'due (.+)' })).toBe('2024-05-06');
    const yes: CanonicalSpec = { kind: 'boolean', nulls: [], trueWords: ['y'], falseWords: ['n'], extract: 'paid=(.)' };
    expect(await read('paid=Y', yes)).toBe('true');
  });
});

describe('null words', () => {
  it('are blank in every kind, after extraction and trimming, whatever their case', async () => {
    const nulls = ['N/A', '9999', 'no', '9999-12-31'];
    expect(await read(' n/a', { ...text, nulls })).toBeNull();
    expect(await read('x: N/A', { ...text, nulls, extract: 'x:(.*)' })).toBeNull();
    expect(await read(' 9999 ', { ...decimal, nulls })).toBeNull();
    expect(await read('9999.00', { ...decimal, nulls })).toBe('9999.00');
    expect(await read('9999-12-31', { ...date, nulls })).toBeNull();
    const flag: CanonicalSpec = { kind: 'boolean', nulls, trueWords: ['yes'], falseWords: ['no'] };
    expect(await read('NO', flag)).toBeNull();
    expect(await db().readCells(['NO', 'maybe'], isUnreadableSql('cell', flag))).toEqual(['false', 'true']);
  });

  it('come before equivalents', async () => {
    expect(await read('none', { ...text, nulls: ['none'], equivalents: [['zero', 'none']] })).toBeNull();
    expect(await read('zero', { ...text, nulls: ['none'], equivalents: [['none', 'zero']] })).toBe('none');
  });
});

describe('equivalents', () => {
  const equivalents = [
    ['US', 'USA', 'U.S.A.'],
    ['0', 'nil', 'Straße'],
  ];

  it.each([
    ['usa', 'us'],
    [' U.S.A. ', 'us'],
    ['us', 'us'],
    ['STRAßE', '0'],
    ['USB', 'usb'],
  ])('make %j %j', async (cell, canonical) => {
    expect(await read(cell, { ...text, equivalents })).toBe(canonical);
    expect(await read(canonical, { ...text, equivalents })).toBe(canonical);
  });

  it('are compared as the column is', async () => {
    expect(await read('usa', { ...text, equivalents, keepCase: true })).toBe('usa');
    expect(await read('USA', { ...text, equivalents, keepCase: true })).toBe('US');
    expect(await read('strässe', { ...text, equivalents: [['x', 'Strasse']], ignoreAccents: true })).toBe('x');
  });

  it('are read in the kind', async () => {
    expect(await read('NIL', { ...decimal, equivalents })).toBe('0.00');
    expect(await read('today', { ...date, equivalents: [['2024-01-05', 'today']] })).toBe('2024-01-05');
  });

  it('mean the same where lists share a word', async () => {
    const shared = [
      ['a', 'b'],
      ['c', 'd'],
      ['d', 'B'],
    ];
    for (const cell of ['a', 'b', 'c', 'd']) expect(await read(cell, { ...text, equivalents: shared })).toBe('a');
  });

  it('take no word for SQL', async () => {
    expect(await read("o'x", { ...text, equivalents: [["'; DROP TABLE x; --", "O'X"]] })).toBe("'; drop table x; --");
  });
});

describe('a boolean cell', () => {
  const flag: CanonicalSpec = { kind: 'boolean', nulls: [], trueWords: ['Yes', 'já'], falseWords: ['no', '0'] };

  it('is one of the words, trimmed and whatever its case', async () => {
    expect(await db().readCells([' YES', 'JÁ', 'No ', '0', '', null], canonicalSql('cell', flag))).toEqual([
      'true',
      'true',
      'false',
      'false',
      null,
      null,
    ]);
  });

  it('does not read where it is another word', async () => {
    expect(await db().readCells(['true', '1', '00', ' '], isUnreadableSql('cell', flag))).toEqual([
      'true',
      'true',
      'true',
      'false',
    ]);
  });
});

describe('a cell that does not read in its kind', () => {
  it('is compared by its text after extraction, nulls and equivalents', async () => {
    const spec: CanonicalSpec = {
      ...decimal,
      extract: 'x:(.*)',
      nulls: ['-'],
      equivalents: [['open', 'tbd']],
      round: { scale: 0, mode: 'half_even' },
    };
    expect(await db().readCells(['x: TBD', 'Other', 'x:-', null], fallbackTextSql('cell', spec))).toEqual([
      'open',
      'other',
      null,
      null,
    ]);
    expect(await db().readCells(['x: TBD', 'x:-', 'x:1'], isUnreadableSql('cell', spec))).toEqual([
      'true',
      'false',
      'false',
    ]);
  });
});

describe('the SQL of a column without rules', () => {
  it('computes nothing for rules', () => {
    const specs: CanonicalSpec[] = [text, decimal, date, { ...decimal, nulls: ['n/a'] }];
    for (const spec of specs) expect(canonicalSql('c0', spec)).not.toMatch(/\bpart_|\bsame_|\bexact_|\bvalue_|\bword_/);
  });
});
