import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdSums } from './oracle/hold-sums.ts';

/** Small cases in one run of the engine, and runs. */
const cases = 60;
const fixedRuns = 8;
const freshRuns = 4;
const freshSeed = Date.now() % 2_147_483_647;

const holds = (seed: number, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 0x7fff_ffff }), async (packSeed) => {
      const { engine, oracle } = await holdSums(packSeed, cases);
      expect(engine).toEqual(oracle);
    }),
    { seed, numRuns, endOnFailure: true },
  );

describe('one record against several', { timeout: 300_000 }, () => {
  it(`is matched where exactly one set sums to it, for ${fixedRuns * cases} cases`, () => holds(4, fixedRuns));

  it(`is so for ${freshRuns * cases} cases that nobody has seen (seed ${freshSeed})`, () =>
    holds(freshSeed, freshRuns));
});
