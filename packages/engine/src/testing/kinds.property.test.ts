import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdKinds } from './oracle/hold-kinds.ts';

/** Columns in one pair of files, and pairs. */
const columns = 60;
const fixedRuns = 12;
const freshRuns = 6;
const freshSeed = Date.now() % 2_147_483_647;

const holds = (seed: number, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 0x7fff_ffff }), async (packSeed) => {
      expect(await holdKinds(packSeed, columns)).toEqual([]);
    }),
    { seed, numRuns, endOnFailure: true },
  );

describe('kinds and formats that are inferred', { timeout: 300_000 }, () => {
  it(`are those that trying every format on every cell gives, for ${fixedRuns * columns} columns`, () =>
    holds(4, fixedRuns));

  it(`are so for ${freshRuns * columns} columns that nobody has seen (seed ${freshSeed})`, () =>
    holds(freshSeed, freshRuns));
});
