import type { Break, Summary } from '@reconcyl/contracts';
import { createListing, type Listing } from '@reconcyl/engine/result';
import type { ResultReader } from './formats/result-reader.ts';

/** Results with more items, or more text in one list, are read as often as the reports ask for them. */
const mostItems = 10_000;
const mostCharacters = 8_000_000;

/**
 * The same reader for a small result: each list is read once, and one that is empty not at all, however often the reports walk
 * through it. A query of a result takes a child process some 20 ms, and three reports make sixteen of them.
 */
export function readOnce(reader: ResultReader, { counts }: Pick<Summary, 'counts'>): ResultReader {
  const breaks = createList<Break>(
    counts.missing_in_target + counts.missing_in_source + counts.discrepancies,
    () => reader.eachBreak(),
    charactersOfBreak,
  );
  const duplicates = createList(
    counts.duplicate_keys,
    () => reader.eachDuplicate(),
    ({ key, source_lines, target_lines }) => length(key) + 10 * (source_lines.length + target_lines.length),
  );
  const rejects = createList(
    counts.rejected_in_source + counts.rejected_in_target,
    () => reader.eachReject(),
    ({ text }) => text.length,
  );
  const setAside = createList(
    undefined,
    () => reader.eachSetAside(),
    ({ cells }) => length(cells),
  );
  const groups = createList(
    undefined,
    () => reader.eachGroup(),
    ({ key, source_lines, target_lines }) => length(key) + 10 * (source_lines.length + target_lines.length),
  );
  const resolved = createList(
    undefined,
    () => reader.eachResolved(),
    ({ key }) => length(key),
  );
  return {
    summary: () => reader.summary(),
    eachBreak: (query = {}) =>
      createListing(async function* () {
        const held = query.column === undefined && query.cause === undefined ? await breaks.held() : undefined;
        if (held === undefined) {
          yield* reader.eachBreak(query).pieces();
          return;
        }
        const wanted = query.kind === undefined ? held : held.filter(({ kind }) => kind === query.kind);
        yield wanted.slice(0, query.limit);
      }),
    eachDuplicate: () => duplicates.each(),
    eachReject: () => rejects.each(),
    eachSetAside: () => setAside.each(),
    eachGroup: () => groups.each(),
    eachResolved: () => resolved.each(),
  };
}

/** `count`: how many items there are, where the summary says it. */
function createList<Item>(count: number | undefined, read: () => Listing<Item>, characters: (item: Item) => number) {
  let reading: Promise<readonly Item[] | undefined> | undefined;

  /** All items, or undefined when they are too many or too large to be held. */
  function held(): Promise<readonly Item[] | undefined> {
    if (count === 0) return Promise.resolve([]);
    if (count !== undefined && count > mostItems) return Promise.resolve(undefined);
    reading ??= hold();
    return reading;
  }

  async function hold(): Promise<readonly Item[] | undefined> {
    const items: Item[] = [];
    let size = 0;
    for await (const piece of read().pieces()) {
      for (const item of piece) {
        items.push(item);
        size += characters(item);
      }
      if (items.length > mostItems || size > mostCharacters) return undefined;
    }
    return items;
  }

  return {
    held,
    each: () =>
      createListing(async function* () {
        const items = await held();
        if (items === undefined) yield* read().pieces();
        else yield items;
      }),
  };
}

function charactersOfBreak({ key, source, target, differences }: Break): number {
  const ofDifferences = differences.map((each) => each.column.length + each.source.length + each.target.length);
  return length(key) + length(source ?? []) + length(target ?? []) + ofDifferences.reduce((sum, each) => sum + each, 0);
}

function length(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
