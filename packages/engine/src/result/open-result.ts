import type { Break, Duplicate, Reject } from '@reconcyl/contracts';
import { type Decode, decodeBreak, decodeDuplicate, decodeList, decodeReject } from './decode.ts';
import type { ResultList } from './lists.ts';
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
  const page = async <Item>(list: ResultList, decode: Decode<Item>, query: ScanQuery & { readonly limit: number }) =>
    decodePage(await raw.page(list, query), decode);
  async function* each<Item>(list: ResultList, decode: Decode<Item>, query: ScanQuery): AsyncGenerator<Item> {
    for await (const json of raw.each(list, query)) yield* decodeList(json, decode);
  }

  return {
    summary: () => readSummary(dir),
    breaks: (query) => page<Break>('breaks', decodeBreak, query),
    eachBreak: (query = {}) => each<Break>('breaks', decodeBreak, query),
    rejects: (query) => page<Reject>('rejects', decodeReject, query),
    eachReject: () => each<Reject>('rejects', decodeReject, {}),
    duplicates: (query) => page<Duplicate>('duplicates', decodeDuplicate, query),
    eachDuplicate: () => each<Duplicate>('duplicates', decodeDuplicate, {}),
    close: () => raw.close(),
  };
}

function decodePage<Item>({ json, next }: RawPage, decode: Decode<Item>): Page<Item> {
  return { items: decodeList(json, decode), ...(next === undefined ? {} : { next }) };
}
