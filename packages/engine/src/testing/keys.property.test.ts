import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdKey } from './oracle/hold-key.ts';
import { holdWholeRows } from './oracle/hold-whole-rows.ts';

/** Pairs, each by itself. */
const fixedRuns = 40;
const freshRuns = 20;
const wholeRuns = 30;
const freshSeed = Date.now() % 2_147_483_647;

const holds = (seed: number, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 0x7fff_ffff }), async (pairSeed) => {
      expect(await holdKey(pairSeed)).toBeUndefined();
    }),
    { seed, numRuns, endOnFailure: true },
  );

describe('the key that is inferred', { timeout: 300_000 }, () => {
  it(`is the one that explains most of all singles, pairs and triples, for ${fixedRuns} pairs`, () =>
    holds(4, fixedRuns));

  it(`is so for ${freshRuns} pairs that nobody has seen (seed ${freshSeed})`, () => holds(freshSeed, freshRuns));
});

describe('rows without any key', { timeout: 300_000 }, () => {
  it(`pair where they are equal, then where they are near, in ascending order, in ${wholeRuns} pairs`, () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 0x7fff_ffff }), async (pairSeed) => {
        const { engine, oracle } = await holdWholeRows(pairSeed);
        expect(engine).toEqual(oracle);
      }),
      { seed: 4, numRuns: wholeRuns, endOnFailure: true },
    ));
});
