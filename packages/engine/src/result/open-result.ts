import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Break, Duplicate, Group, Reject, Resolved, SetAside } from '@reconcyl/contracts';
import {
  type Decode,
  decodeBreak,
  decodeDuplicate,
  decodeGroup,
  decodeReject,
  decodeResolved,
  decodeRows,
  decodeSetAside,
} from './decode.ts';
import { createListing } from './listing.ts';
import { type ResultList, resultLists } from './lists.ts';
import { type OpenResultOptions, openRawResult, type RawPage, type RawResult } from './raw-result.ts';
import type { Page, ResultReader } from './result-reader.ts';
import type { ScanQuery } from './scan.ts';
import { readSummary } from './write-summary.ts';

export type { OpenResultOptions } from './raw-result.ts';

/** Opens the result in a folder, in this process (@reconcyl/engine/pool does it in another). The caller closes it. */
export async function openResult(dir: string, options: OpenResultOptions = {}): Promise<ResultReader> {
  return createResultReader(dir, await openRawResult(dir, options));
}

/** Makes a reader of the lists that `raw` gives. */
export function createResultReader(dir: string, raw: RawResult): ResultReader {
  const page = async <Item>(
    list: ResultList,
    decode: Decode<Item>,
    query: ScanQuery & { readonly limit: number },
  ): Promise<Page<Item>> =>
    (await isThere(dir, list)) ? decodePage(await raw.page(list, query), decode) : { items: [] };
  const each = <Item>(list: ResultList, decode: Decode<Item>, query: ScanQuery) =>
    createListing(async function* () {
      if (!(await isThere(dir, list))) return;
      for await (const rows of raw.each(list, query)) {
        for (let start = 0; start < rows.length; start += itemsPerPiece)
          yield decodeRows(rows.slice(start, start + itemsPerPiece), decode);
      }
    });

  return {
    summary: () => readSummary(dir),
    breaks: (query) => page<Break>('breaks', decodeBreak, query),
    eachBreak: (query = {}) => each<Break>('breaks', decodeBreak, query),
    rejects: (query) => page<Reject>('rejects', decodeReject, query),
    eachReject: () => each<Reject>('rejects', decodeReject, {}),
    duplicates: (query) => page<Duplicate>('duplicates', decodeDuplicate, query),
    eachDuplicate: () => each<Duplicate>('duplicates', decodeDuplicate, {}),
    eachSetAside: () => each<SetAside>('setAside', decodeSetAside, {}),
    eachGroup: () => each<Group>('groups', decodeGroup, {}),
    eachResolved: () => each<Resolved>('resolved', decodeResolved, {}),
    close: () => raw.close(),
  };
}

/** So few that they are written and forgotten before the garbage collector would have to move them. */
const itemsPerPiece = 64;

/** Every result has breaks, even if there are none; what is missing beside them had nothing to say. */
async function isThere(dir: string, list: ResultList): Promise<boolean> {
  if (list === 'breaks') return true;
  return access(join(dir, resultLists[list].file)).then(
    () => true,
    () => false,
  );
}

function decodePage<Item>({ rows, next }: RawPage, decode: Decode<Item>): Page<Item> {
  return { items: decodeRows(rows, decode), ...(next === undefined ? {} : { next }) };
}
