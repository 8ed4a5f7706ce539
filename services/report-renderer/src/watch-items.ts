import type { ResultReader } from './formats/result-reader.ts';

/** Told this often: progress is thinned further on its way. */
const every = 1000;

/** The same reader, telling from time to time how many items were read through it in all. */
export function watchItems(reader: ResultReader, onItems: (items: number) => void): ResultReader {
  let items = 0;
  async function* watched<Item>(list: AsyncIterable<Item>): AsyncGenerator<Item> {
    for await (const item of list) {
      items += 1;
      if (items % every === 0) onItems(items);
      yield item;
    }
  }
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
