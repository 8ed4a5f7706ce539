import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toReconcylError } from '@reconcyl/contracts';
import { aliasFile } from '../duckdb/alias.ts';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import type { BreaksFilter, ResultReader } from './result-reader.ts';
import { page, type ScanQuery, scan } from './scan.ts';
import { breaksTable, duplicatesTable, type ResultTable, rejectsTable } from './tables.ts';
import { readSummary } from './write-summary.ts';

export interface OpenResultOptions {
  readonly threads?: number | undefined;
  readonly memoryBytes?: number | undefined;
  /** Ends every query with RECON_CANCELLED. */
  readonly signal?: AbortSignal | undefined;
  /** Folder in which a folder is made for as long as the result is open; the system's one for temporary files when absent. */
  readonly scratchDir?: string | undefined;
}

/** Opens the result in a folder, in this process (@reconcyl/engine/pool does it in another). The caller closes it. */
export async function openResult(dir: string, options: OpenResultOptions = {}): Promise<ResultReader> {
  const { scratchDir = tmpdir(), ...limits } = options;
  const workDir = await mkdtemp(join(scratchDir, 'reconcyl-result-'));
  // Services that only hand on names and types of this entry do not load DuckDB.
  const { openDatabase } = await import('../duckdb/open.ts');
  const tables = [breaksTable, duplicatesTable, rejectsTable];
  let database: Database;
  try {
    const root = await realpath(dir);
    const readPaths = tables.map(({ file }) => join(root, file));
    await Promise.all(tables.map(({ file }) => aliasFile(workDir, file, join(root, file))));
    database = await openDatabase({ threads: 1, ...limits, workDir, readPaths });
  } catch (error) {
    await rm(workDir, { recursive: true, force: true });
    throw toReconcylError(error);
  }
  const items = <Item>(table: ResultTable<Item>, query: ScanQuery) =>
    scan(database, join(workDir, table.file), table, query);
  // One item more than asked for tells whether there are more.
  const oneMore = (limit: number) => {
    if (limit < 1) throw new RangeError('a page has at least one item');
    return limit + 1;
  };

  return {
    summary: () => readSummary(dir),
    breaks: async ({ after, limit, ...filter }) =>
      page(items(breaksTable, { after, limit: oneMore(limit), where: conditions(filter) }), limit),
    eachBreak: ({ limit, ...filter } = {}) => onlyItems(items(breaksTable, { limit, where: conditions(filter) })),
    rejects: async ({ after, limit }) => page(items(rejectsTable, { after, limit: oneMore(limit) }), limit),
    eachReject: () => onlyItems(items(rejectsTable, {})),
    duplicates: async ({ after, limit }) => page(items(duplicatesTable, { after, limit: oneMore(limit) }), limit),
    eachDuplicate: () => onlyItems(items(duplicatesTable, {})),
    close: async () => {
      await database.close();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

async function* onlyItems<Item>(found: AsyncIterable<{ readonly item: Item }>): AsyncGenerator<Item> {
  for await (const { item } of found) yield item;
}

function conditions({ kind, column, cause }: BreaksFilter): string[] {
  const ofDifference = [
    ...(column === undefined ? [] : [`d."column" = ${quoteLiteral(column)}`]),
    ...(cause === undefined ? [] : [`d.cause = ${quoteLiteral(cause)}`]),
  ];
  return [
    ...(kind === undefined ? [] : [`kind = ${quoteLiteral(kind)}`]),
    ...(ofDifference.length === 0
      ? []
      : [`len(list_filter(differences, lambda d: ${ofDifference.join(' AND ')})) > 0`]),
  ];
}
