import { createListing, type Listing } from '@reconcyl/engine/result';
import type { ResultReader } from './formats/result-reader.ts';

/** Told this often: progress is thinned further on its way. */
const every = 1000;

/** The same reader, telling from time to time how many items were read through it in all. */
export function watchItems(reader: ResultReader, onItems: (items: number) => void): ResultReader {
  let items = 0;
  const watched = <Item>(list: Listing<Item>) =>
    createListing(async function* () {
      for await (const piece of list.pieces()) {
        const told = Math.floor(items / every);
        items += piece.length;
        if (Math.floor(items / every) > told) onItems(items);
        yield piece;
      }
    });
  return {
    summary: () => reader.summary(),
    eachBreak: (query) => watched(reader.eachBreak(query)),
    eachReject: () => watched(reader.eachReject()),
    eachDuplicate: () => watched(reader.eachDuplicate()),
    eachSetAside: () => watched(reader.eachSetAside()),
    eachGroup: () => watched(reader.eachGroup()),
    eachResolved: () => watched(reader.eachResolved()),
  };
}
