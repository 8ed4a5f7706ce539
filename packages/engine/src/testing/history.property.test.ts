import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdHistory } from './oracle/hold-history.ts';

/** Keys in one pair of runs, and pairs of runs. */
const keys = 150;
const fixedRuns = 6;
const freshRuns = 4;
const freshSeed = Date.now() % 2_147_483_647;

const holds = (seed: number, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 0x7fff_ffff }), async (runsSeed) => {
      const { engine, oracle } = await holdHistory(runsSeed, keys);
      expect(engine).toEqual(oracle);
    }),
    { seed, numRuns, endOnFailure: true },
  );

describe('what became of a break since the previous run', { timeout: 300_000 }, () => {
  it(`is what both pairs of files tell, for ${fixedRuns * keys} keys`, () => holds(4, fixedRuns));

  it(`is so for ${freshRuns * keys} keys that nobody has seen (seed ${freshSeed})`, () => holds(freshSeed, freshRuns));
});
