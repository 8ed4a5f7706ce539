import { expect, it } from 'vitest';
import type { ColumnPlan, Plan } from '../types.ts';
import { parseRuleset } from './parse-ruleset.ts';
import { writeRuleset } from './write-ruleset.ts';

const text = { kind: 'text', nulls: [] } as const;
const column = (name: string): ColumnPlan => ({
  ...{ name, targetName: name, sourceIndex: 0, targetIndex: 0, kind: 'text', inferred: true, nulls: [] },
  ...{ specs: { source: text, target: text }, evidence: 'text: 3 of 3\nkey: evil' },
});

function planOf(names: readonly string[]): Plan {
  const reading = {
    ...{ displayName: 'a\nkey: evil.csv', rows: 3, warnings: [], encoding: { label: 'utf-8', why: 'valid' } },
    dialect: { delimiter: '\t', quote: '', escape: 'doubled', hasHeader: true, preambleLines: 2 },
  };
  return {
    readings: { source: reading, target: reading },
    key: { columns: names.slice(0, 1), inferred: true },
    columns: names.map(column),
    notCompared: { sourceOnly: [], targetOnly: [], ignored: [], likelyRenames: [] },
    debitCredit: {},
    warnings: [{ code: 'x', message: 'A warning\nkey: evil' }],
  } as unknown as Plan;
}

it('writes what can be read again, whatever the names, and nothing of a file outside of comments', () => {
  const ruleset = parseRuleset(writeRuleset(planOf(['a: b', 'yes', '"', '#', '<<', '__proto__', 'x'.repeat(1001)])));
  expect(ruleset.key).toEqual(['a: b']);
  expect(Object.keys(ruleset.columns ?? {})).toEqual(['a: b', 'yes', '"', '#']);
  expect(ruleset.source).toEqual({
    ...{ encoding: 'utf-8', delimiter: 'tab', quote: 'none', escape: 'doubled', header: true, skip_lines: 2 },
  });
});

it('says so where there are more columns than a ruleset has room for', () => {
  const names = Array.from({ length: 900 }, (_, n) => `c${n}`);
  expect(() => writeRuleset(planOf(names))).toThrow(expect.objectContaining({ code: 'RECON_RULESET_TOO_LARGE' }));
});
