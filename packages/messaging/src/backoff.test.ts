import { describe, expect, it } from 'vitest';
import { exponentialBackoff } from './backoff.ts';

describe('exponentialBackoff', () => {
  it('doubles with every delivery up to its cap', () => {
    const backoff = exponentialBackoff({ firstMs: 100, capMs: 1000, random: () => 1 });
    expect([1, 2, 3, 4, 5, 6, 1_000_000].map(backoff)).toEqual([100, 200, 400, 800, 1000, 1000, 1000]);
  });

  it('spreads each wait over the upper half', () => {
    expect(exponentialBackoff({ firstMs: 100, random: () => 0 })(1)).toBe(50);
    expect(exponentialBackoff({ firstMs: 100, random: () => 0.5 })(1)).toBe(75);
  });

  it('stays at or under 30 s by default', () => {
    expect(exponentialBackoff({ random: () => 1 })(50)).toBe(30_000);
  });
});
