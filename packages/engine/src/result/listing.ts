/** The items of a list one by one; in pieces, where there may be a million of them: a turn of the event loop's queue for each takes longer than to read it. */
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
