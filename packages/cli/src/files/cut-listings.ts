import { createListing, type Listing } from '@reconcyl/engine/result';
import type { ResultReader } from '@reconcyl/report-renderer/formats';

/** The same result with at most so many entries in each listing; the counts in its summary stay those of the whole. */
export function cutListings(reader: ResultReader, maxBreaks: number | undefined): ResultReader {
  if (maxBreaks === undefined) return reader;
  return {
    summary: reader.summary,
    eachBreak: (query) => reader.eachBreak({ ...query, limit: Math.min(query?.limit ?? maxBreaks, maxBreaks) }),
    eachReject: () => take(reader.eachReject(), maxBreaks),
    eachDuplicate: () => take(reader.eachDuplicate(), maxBreaks),
    eachSetAside: () => take(reader.eachSetAside(), maxBreaks),
    eachGroup: () => take(reader.eachGroup(), maxBreaks),
    eachResolved: () => take(reader.eachResolved(), maxBreaks),
  };
}

function take<Item>(list: Listing<Item>, count: number): Listing<Item> {
  return createListing(async function* () {
    let left = count;
    if (left === 0) return;
    for await (const piece of list.pieces()) {
      yield piece.slice(0, left);
      left -= piece.length;
      if (left <= 0) return;
    }
  });
}
