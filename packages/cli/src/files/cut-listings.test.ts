import { Readable } from 'node:stream';
import { createListing } from '@reconcyl/engine/result';
import { describe, expect, it } from 'vitest';
import { cutListings } from './cut-listings.ts';

/** In pieces of two. */
const numbers = (count: number) =>
  createListing<never>(async function* () {
    for (let n = 0; n < count; n += 2) yield [n, n + 1].slice(0, count - n) as never[];
  });

const reader = {
  summary: () => Promise.reject(new Error('the summary is passed on as it is')),
  eachBreak: ({ limit = 100 }: { limit?: number | undefined }) => numbers(Math.min(limit, 100)),
  eachReject: () => numbers(5),
  eachDuplicate: () => numbers(2),
  eachSetAside: () => numbers(5),
  eachGroup: () => numbers(5),
  eachResolved: () => numbers(5),
};

describe('cutListings', () => {
  it('cuts each listing, and never makes one longer than its reader asks for', async () => {
    const cut = cutListings(reader, 3);
    expect(await Readable.from(cut.eachBreak({ kind: 'discrepancy' })).toArray()).toHaveLength(3);
    expect(await Readable.from(cut.eachBreak({ kind: 'discrepancy', limit: 2 })).toArray()).toHaveLength(2);
    for (const list of [cut.eachReject(), cut.eachSetAside(), cut.eachGroup(), cut.eachResolved()]) {
      expect(await Readable.from(list).toArray()).toHaveLength(3);
    }
    expect(await Readable.from(cut.eachDuplicate()).toArray()).toHaveLength(2);
    expect(cut.summary).toBe(reader.summary);
  });

  it('cuts to nothing, and not at all without a bound', async () => {
    expect(await Readable.from(cutListings(reader, 0).eachReject()).toArray()).toEqual([]);
    expect(
      await Readable.from(cutListings(reader, undefined).eachBreak({ kind: 'discrepancy' })).toArray(),
    ).toHaveLength(100);
  });
});
