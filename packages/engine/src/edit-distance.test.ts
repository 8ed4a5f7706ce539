import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from './edit-distance.ts';

describe('the edit distance', () => {
  it('is the same as the full table gives, up to its bound', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, fc.nat(3), (a, b, bound) => {
        const distance = fullTableDistance(a, b);
        expect(editDistance(a, b, bound)).toBe(distance <= bound ? distance : undefined);
      }),
    );
  });
});

/** Optimal string alignment by its textbook recurrence, over the whole table. */
function fullTableDistance(a: string, b: string): number {
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const known = table.get(`${i},${j}`);
    if (known !== undefined) return known;
    const options = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)];
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) options.push(at(i - 2, j - 2) + 1);
    const best = Math.min(...options);
    table.set(`${i},${j}`, best);
    return best;
  };
  const table = new Map<string, number>();
  return at(a.length, b.length);
}
