import { describe, expect, it } from 'vitest';
import { linesOf } from './testing/lines-of.ts';
import { makeCase, runCase } from './testing/run-case.ts';
import { collectSeeds } from './testing/seeds.ts';

/** `node --conditions=reconcyl-source scripts/fuzz.ts` runs more of them, and replays one. */
const seed = 20_240_501;
const cases = 250;

describe('malformed input', () => {
  const seeds = collectSeeds();

  it('has the fixtures and examples to begin with', () => {
    expect(seeds.length).toBeGreaterThan(50);
    expect(seeds.some(({ name }) => name.endsWith('bank-statement'))).toBe(true);
  });

  it('never crashes, hangs, loses a line or gives an error without a code', { timeout: 300_000 }, async () => {
    const outcomes = new Map<string, number>();
    const failures: string[] = [];
    for (let number = 0; number < cases; number++) {
      const one = makeCase(seeds, seed, number);
      const { outcome, failure } = await runCase(one);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (failure !== undefined) failures.push(`case ${number} (${one.name}): ${failure}`);
    }
    expect(failures).toEqual([]);
    // Mutants that are all refused would show nothing.
    expect(outcomes.get('answered') ?? 0).toBeGreaterThan(cases / 3);
    expect(outcomes.size).toBeGreaterThan(3);
  });

  it('makes the same case of the same seed and number', () => {
    expect(makeCase(seeds, 1, 2)).toEqual(makeCase(seeds, 1, 2));
    expect(makeCase(seeds, 1, 2)).not.toEqual(makeCase(seeds, 1, 3));
  });

  it('counts lines by itself', () => {
    expect(linesOf(Buffer.from('\ufeffa\r\nb\rc\n\nd'), 'utf-8')).toEqual(
      ['a', 'b', 'c', '', 'd'].map((text) => ({ text })),
    );
    expect(linesOf(Buffer.from('a\n\u0a0d\n', 'utf16le'), 'utf-16le')).toEqual([{ text: 'a' }, { text: '\u0a0d' }]);
    expect(linesOf(Buffer.from([0x61, 0xff, 0x0a]), 'utf-8')).toEqual([{}]);
  });
});
