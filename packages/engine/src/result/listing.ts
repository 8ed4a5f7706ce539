/**
 * The items of a list one by one; in pieces where there may be a million of them, as waiting for each takes longer than reading it.
 * A piece is small enough to be held, and may be empty.
 */
export interface Listing<Item> extends AsyncIterable<Item> {
  pieces(): AsyncIterable<readonly Item[]>;
}

/** A list out of what reads it piece by piece, anew for each walk. */
export function createListing<Item>(pieces: () => AsyncIterable<readonly Item[]>): Listing<Item> {
  return {
    pieces,
    async *[Symbol.asyncIterator]() {
      for await (const piece of pieces()) yield* piece;
    },
  };
}
