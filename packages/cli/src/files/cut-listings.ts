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

async function* take<Item>(items: AsyncIterable<Item>, count: number): AsyncIterable<Item> {
  if (count === 0) return;
  let taken = 0;
  for await (const item of items) {
    yield item;
    taken += 1;
    if (taken === count) return;
  }
}
