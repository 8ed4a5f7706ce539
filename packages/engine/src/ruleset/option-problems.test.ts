import { rulesetJsonSchema } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { hasGroup } from './has-group.ts';
import { readRuleset } from './parse-ruleset.ts';
import { booleanMembers, numberMembers } from './plain-value.ts';

function problems(text: string): Record<string, string> {
  return Object.fromEntries(readRuleset(text).problems.map(({ path, message }) => [path, message]));
}

describe('what a ruleset cannot mean', () => {
  it.each([
    ['key: a\ncolumns: { A: { window: { days: 1 } } }', 'columns.A.window'],
    ['key: a\ncolumns: { a: { round: 2 } }', 'columns.a.round'],
    ['key: a\nignore: [A]', 'key[0]'],
    ['key: [a, A]', 'key[1]'],
    ['ignore: [b]\ncolumns: { B: { keep_case: true } }', 'columns.B.keep_case'],
    ['columns: { b: { ignore: true, nulls: [x] } }', 'columns.b.nulls'],
    ['columns: { a: { target: x }, b: { target: X } }', 'columns.b.target'],
    ['columns: { a: { kind: text, tolerance: { absolute: 1 } } }', 'columns.a.tolerance'],
    ['columns: { a: { format: dd.MM.yyyy, negate: source } }', 'columns.a.negate'],
    ['columns: { a: { kind: decimal, ignore_accents: true } }', 'columns.a.ignore_accents'],
    ['columns: { a: { kind: date, precision: day } }', 'columns.a.precision'],
    ['columns: { a: { kind: boolean, false_words: [n] } }', 'columns.a.true_words'],
    ['columns: { a: { kind: boolean, true_words: [y], false_words: [n, Y] } }', 'columns.a.false_words[1]'],
    ['columns: { a: { equivalents: [[US, USA], [GB, usa]] } }', 'columns.a.equivalents[1][1]'],
    ['columns: { a: { tolerance: { total: 5 } } }', 'columns.a.tolerance'],
    ['columns: { a: { window: { days: 2, holidays: [2026-01-01] } } }', 'columns.a.window.holidays'],
    ['columns: { a: { extract: "INV-[(]\\\\d+" } }', 'columns.a.extract'],
    ['columns: { a: { extract: { target: abc } } }', 'columns.a.extract.target'],
    ['columns: { a: { format: DD/MM/YYYY } }', 'columns.a.format'],
    ['columns: { a: { currency: A } }', 'columns.a.currency'],
    ['ignore: [c]\ncolumns: { a: { currency: c } }', 'columns.a.currency'],
    ['key: a\none_to_many: { amount: a }', 'one_to_many.amount'],
    ['columns: { a: { kind: text } }\none_to_many: { amount: a }', 'one_to_many.amount'],
    ['one_to_many: { amount: a, window_days: 2 }', 'one_to_many.window_days'],
    ['one_to_many: { amount: a, same: [A] }', 'one_to_many.same[0]'],
    ['source: { scope: [{ column: a }] }', 'source.scope[0]'],
    ['source: { scope: [{ column: a, from: 1e5 }] }', 'source.scope[0].from'],
    ['source: { scope: [{ column: a, from: 2026-02-30 }] }', 'source.scope[0].from'],
    // DuckDB would take a literal of more digits for a float.
    ['source: { scope: [{ column: a, to: "1234567890123456789" }] }', 'source.scope[0].to'],
    ['source: { scope: [{ column: a, from: 5, to: 2026-01-01 }] }', 'source.scope[0].to'],
    ['source: { scope: [{ column: a, from: 9, to: 10 }, { column: b, from: 10, to: 9 }] }', 'source.scope[1].to'],
    ['target: { encoding: utf-81 }', 'target.encoding'],
    ['target: { zone: Europe/Berln }', 'target.zone'],
    ['source: { debit_credit: { debit: a, credit: A, as: c } }', 'source.debit_credit.credit'],
  ])('%j is told at its place', (text, path) => {
    expect(Object.keys(problems(text))).toEqual([path]);
  });

  it.each([
    'columns: { a: { target: b, tolerance: { absolute: 0.01, total: 5 }, round: 2, multiply: { target: 100 } } }',
    'columns: { a: { window: { days: 2, business: true, weekend: [fri, sat], holidays: [2026-01-01] } } }',
    'columns: { a: { kind: boolean, true_words: [yes], false_words: [no, true] } }',
    'columns: { a: { extract: "(a+)+$", equivalents: [[US, USA], [GB, UK, gb]] } }',
    'key: a\ncolumns: { a: { kind: decimal, multiply: 100, nulls: [x] } }\none_to_many: { amount: b, date: c, window_days: 2 }',
    'ignore: [b]\ncolumns: { b: { target: c } }\nstrict_columns: true\nduplicates: report',
    'source: { zone: Europe/Berlin, encoding: Shift_JIS, scope: [{ column: a, in: [1, true], from: -1.5 }] }',
  ])('%j is fine', (text) => {
    expect(problems(text)).toEqual({});
  });

  it('is told beside mistakes of shape, and a mistake of shape is told once', () => {
    expect(
      problems(
        'kee: x\nkey: a\ncolumns: { a: { tolerance: { absolut: 1 } }, b: { kind: text, round: 2 } }\nsource: { scope: [{ from: 1 }] }',
      ),
    ).toEqual({
      kee: 'unknown member; did you mean `key`?',
      'columns.a.tolerance.absolut': 'unknown member; did you mean `absolute`?',
      'columns.b.round': 'is for decimal, and the column is text',
      'source.scope[0].column': expect.stringContaining('expected string'),
    });
  });

  it('suggests the nearest format and zone', () => {
    expect(problems('columns: { a: { format: DD/MM/YYYY } }')['columns.a.format']).toContain('`dd/MM/yyyy`');
    expect(problems('source: { zone: Europe/Berln }')['source.zone']).toContain('did you mean `Europe/Berlin`?');
  });

  it('suggests the members of every part', () => {
    expect(
      problems(
        'one_to_many: { amount: a, windowdays: 1 }\ncolumns: { a: { window: { days: 1, holliday: [] }, extract: { sorce: (a) } } }\nsource: { scope: [{ colum: a, column: a, in: [b] }] }',
      ),
    ).toMatchObject({
      'one_to_many.windowdays': 'unknown member; did you mean `window_days`?',
      'columns.a.window.holliday': 'unknown member; did you mean `holidays`?',
      'source.scope[0].colum': 'unknown member; did you mean `column`?',
    });
  });
});

describe('a group in a regular expression', () => {
  it.each(['(a)', 'INV-(\\d+)', '[(](x)', '(?:a)(?P<n>b)', '(a+)+$', '[]()](x)', '\\Q(\\E(x)'])(
    'is in %s',
    (expression) => {
      expect(hasGroup(expression)).toBe(true);
    },
  );
  it.each(['a', '\\(a\\)', '[(]', '(?:a)', '(?i)a', '[^](]', '\\Q(a)\\E', '[\\](]', '\\Q('])(
    'is not in %s',
    (expression) => {
      expect(hasGroup(expression)).toBe(false);
    },
  );
});

it('reads as numbers and as true or false what the schema has as such', () => {
  const found = { integer: new Set<string>(), boolean: new Set<string>() };
  walk(rulesetJsonSchema(), '', (name, type) => {
    if (type === 'integer' || type === 'boolean') found[type].add(name);
  });
  expect(numberMembers).toEqual(new Set([...found.integer, 'version']));
  expect(booleanMembers).toEqual(found.boolean);
});

function walk(node: unknown, name: string, see: (name: string, type: unknown) => void): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, properties = {}, additionalProperties, anyOf = [] } = node as Record<string, never>;
  see(name, type);
  for (const [member, below] of Object.entries(properties)) walk(below, member, see);
  for (const way of anyOf) walk(way, name, see);
  walk(additionalProperties, name, see);
  if ('items' in node) walk(node.items, '', see);
}
