import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { parseRuleset } from './parse-ruleset.ts';

function failure(text: string): ReconcylError {
  try {
    parseRuleset(text);
  } catch (error) {
    if (error instanceof ReconcylError) return error;
    throw error;
  }
  throw new Error('the ruleset was accepted');
}

describe('reading a ruleset', () => {
  it('takes YAML', () => {
    const ruleset = parseRuleset(`
name: Month end
key: Reference
columns:
  Amount:
    target: Betrag
    tolerance: { absolute: 0.10 }
source:
  header: true
  skip_lines: 3
`);
    expect(ruleset).toEqual({
      version: 1,
      name: 'Month end',
      key: ['Reference'],
      columns: { Amount: { target: 'Betrag', tolerance: { absolute: '0.10' } } },
      source: { header: true, skip_lines: 3 },
    });
  });

  it('takes JSON', () => {
    expect(parseRuleset('{\n\t"key": ["a", "b"],\n\t"max_rejects": 5\n}')).toEqual({
      version: 1,
      key: ['a', 'b'],
      max_rejects: 5,
    });
  });

  it.each(['', '# nothing yet\n', '{}'])('takes %j as the ruleset of defaults', (text) => {
    expect(parseRuleset(text)).toEqual({ version: 1 });
  });

  it('keeps the text of a tolerance, so that it never becomes a binary float', () => {
    const ruleset = parseRuleset('columns: { a: { tolerance: { absolute: 0.10, percent: 12345678901234567890 } } }');
    expect(ruleset.columns?.a?.tolerance).toEqual({ absolute: '0.10', percent: '12345678901234567890' });
  });

  it('reads names and words as text, also where YAML has another meaning for them', () => {
    const ruleset = parseRuleset(
      'key: [2023, true]\nnulls: [NULL, ~, 0, 1.50, no]\ncolumns: { 2024: { ignore: true } }',
    );
    expect(ruleset.key).toEqual(['2023', 'true']);
    expect(ruleset.nulls).toEqual(['NULL', '~', '0', '1.50', 'no']);
    expect(ruleset.columns?.['2024']).toEqual({ ignore: true });
  });

  it('tells every problem at once, with its path and a suggestion', () => {
    const error = failure(`
kee: id
columns:
  Gross amount: { kind: number, tolerence: { absolute: 1 } }
  b: { tolerance: { absolute: -1 } }
source: { delimiter: ",,", skiplines: 1 }
key: [a, { b: c }]
`);
    expect(error.code).toBe('RECON_RULESET_INVALID');
    expect(Object.fromEntries(error.problems.map(({ path, message }) => [path, message]))).toEqual({
      kee: 'unknown member; did you mean `key`?',
      'columns["Gross amount"].kind': expect.stringContaining('"decimal"'),
      'columns["Gross amount"].tolerence': 'unknown member; did you mean `tolerance`?',
      'columns.b.tolerance.absolute': 'a number such as 0.01, without sign or exponent',
      'source.delimiter': 'one character, or the word tab',
      'source.skiplines': 'unknown member; did you mean `skip_lines`?',
      'key[1]': 'expected string, received object',
    });
  });

  it.each([
    ['a: &x 1', 'anchors'],
    ['name: *x', 'alias'],
    ['name: !!binary aGk=', 'tags'],
    ['source: { <<: { header: true } }', 'merge keys'],
    ['key: a\nkey: b', 'repeated'],
    ['columns: { __proto__: { ignore: true } }', '__proto__'],
    ['? [a, b]\n: c', 'plain text'],
    ['- a', 'map of members'],
    ['just words', 'map of members'],
    ['key: [a', 'line 1'],
    ['key: a\n---\nkey: b', 'multiple documents'],
  ])('refuses %j', (text, expected) => {
    const error = failure(text);
    expect(error.code).toBe('RECON_RULESET_INVALID');
    expect(error.problems.map(({ message }) => message).join('\n')).toContain(expected);
  });

  it('refuses texts above 64 kB, counted in bytes', () => {
    expect(failure(`# ${'x'.repeat(65_536)}`).code).toBe('RECON_RULESET_TOO_LARGE');
    expect(failure(`# ${'é'.repeat(40_000)}`).code).toBe('RECON_RULESET_TOO_LARGE');
  });

  it('refuses more than 2,000 nodes', () => {
    expect(failure(`ignore: [${'a,'.repeat(2100)}]`).code).toBe('RECON_RULESET_TOO_LARGE');
  });

  it.each([
    ['brackets', '['.repeat(60_000)],
    ['dashes', '- '.repeat(30_000)],
    ['braces', '{a: '.repeat(15_000)],
  ])('refuses a tower of %s with a code', (_, text) => {
    expect(failure(text).code).toMatch(/^RECON_RULESET_(INVALID|TOO_LARGE)$/);
  });
});
