import { random32Of } from '@reconcyl/testing/random';

/** A source of pseudo-random numbers that gives the same ones for the same seed. */
export interface Random {
  /** An integer from 0 to `below` (exclusive). */
  below(below: number): number;
  /** One of the items, of which there is at least one. */
  pick<Item>(items: readonly Item[]): Item;
}

export function createRandom(seed: number): Random {
  const next = random32Of(seed);
  const below = (limit: number) => next() % Math.max(1, limit);
  return {
    below,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('there is nothing to pick from');
      return items[below(items.length)] as (typeof items)[number];
    },
  };
}
