import { describe, expect, it } from 'vitest';
import { findSubsets } from './one-to-many-subsets.ts';

const parts = (...units: number[]) =>
  units.sort((a, b) => Math.abs(b) - Math.abs(a)).map((value) => ({ units: value }));
const limits = { maxParts: 8, maxSteps: 100_000 };
const unitsOf = (found: readonly (readonly { units: number }[])[]) =>
  found.map((set) => set.map(({ units }) => units).sort((a, b) => a - b));

describe('findSubsets', () => {
  it('finds the one set that sums to the whole', () => {
    const { found, complete } = findSubsets(100, parts(70, 55, 33, 30, 12), limits);
    expect(unitsOf(found)).toEqual([
      [30, 70],
      [12, 33, 55],
    ]);
    expect(complete).toBe(true);
    expect(unitsOf(findSubsets(99, parts(70, 55, 33, 30, 12), limits).found)).toEqual([]);
    expect(unitsOf(findSubsets(88, parts(70, 55, 33, 30, 12), limits).found)).toEqual([[33, 55]]);
  });

  it('adds negative parts, and finds negative wholes', () => {
    expect(unitsOf(findSubsets(95, parts(100, -5, 60), limits).found)).toEqual([[-5, 100]]);
    expect(unitsOf(findSubsets(-30, parts(-10, -20, 7), limits).found)).toEqual([[-20, -10]]);
  });

  it('looks for no more parts than are allowed', () => {
    expect(findSubsets(6, parts(1, 2, 3), { ...limits, maxParts: 2 }).found).toEqual([]);
    expect(unitsOf(findSubsets(6, parts(1, 2, 3), { ...limits, maxParts: 3 }).found)).toEqual([[1, 2, 3]]);
  });

  it('tells records of the same amount apart: they make two sets', () => {
    expect(unitsOf(findSubsets(30, parts(10, 10, 20), limits).found)).toEqual([
      [10, 20],
      [10, 20],
    ]);
  });

  it('says when it ended before every set was tried', () => {
    const many = parts(...Array.from({ length: 60 }, (_, index) => 2 * (1000 + index)));
    expect(findSubsets(12_001, many, { maxParts: 8, maxSteps: 1000 })).toMatchObject({ found: [], complete: false });
  });

  it('finds what trying every set finds', () => {
    let seed = 5;
    const next = (most: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return (seed % most) + 1;
    };
    for (let round = 0; round < 200; round += 1) {
      const some = parts(...Array.from({ length: next(9) }, () => next(30) * (next(5) === 1 ? -1 : 1)));
      const whole = next(60);
      let sets = 0;
      for (let mask = 1; mask < 2 ** some.length; mask += 1) {
        const chosen = some.filter((_, index) => (mask >> index) & 1);
        if (chosen.length <= 4 && chosen.reduce((sum, { units }) => sum + units, 0) === whole) sets += 1;
      }
      const { found } = findSubsets(whole, some, { ...limits, maxParts: 4 });
      expect(found.length).toBe(Math.min(2, sets));
      for (const set of found) expect(set.reduce((sum, { units }) => sum + units, 0)).toBe(whole);
    }
  });
});
