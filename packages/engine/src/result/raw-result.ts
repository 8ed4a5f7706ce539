import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toReconcylError } from '@reconcyl/contracts';
import { aliasFile } from '../duckdb/alias.ts';
import type { Database } from '../duckdb/open.ts';
import { type ResultList, resultLists } from './lists.ts';
import { type ScannedRows, type ScanQuery, scan } from './scan.ts';

export interface OpenResultOptions {
  readonly threads?: number | undefined;
  readonly memoryBytes?: number | undefined;
  /** Ends every query with RECON_CANCELLED. */
  readonly signal?: AbortSignal | undefined;
  /** Folder in which a folder is made for as long as the result is open; the system's one for temporary files when absent. */
  readonly scratchDir?: string | undefined;
}

/** Some rows, each a JSON list. `next` is there when more follows. */
export interface RawPage {
  readonly rows: readonly string[];
  readonly next?: number;
}

/** The lists of a result as JSON: what a child process sends, and what readers are made from. */
export interface RawResult {
  /** At most `limit` rows (at least one), fewer when they are very large. */
  page(list: ResultList, query: ScanQuery & { readonly limit: number }): Promise<RawPage>;
  /** All rows in pieces, each row a JSON list. */
  each(list: ResultList, query: ScanQuery): AsyncIterable<readonly string[]>;
  close(): Promise<void>;
}

/** Opens the result in a folder. The caller closes it. */
export async function openRawResult(dir: string, options: OpenResultOptions): Promise<RawResult> {
  const { scratchDir = tmpdir(), ...limits } = options;
  // Services that only hand on names and types of this entry do not load DuckDB.
  const { openDatabase } = await import('../duckdb/open.ts');
  const files = Object.values(resultLists).map(({ file }) => file);
  const workDir = await mkdtemp(join(scratchDir, 'reconcyl-result-'));
  let database: Database;
  try {
    const root = await realpath(dir);
    await Promise.all(files.map((file) => aliasFile(workDir, file, join(root, file))));
    const readPaths = files.map((file) => join(root, file));
    database = await openDatabase({ threads: 1, ...limits, workDir, readPaths });
  } catch (error) {
    await rm(workDir, { recursive: true, force: true });
    throw toReconcylError(error);
  }
  const rows = (list: ResultList, query: ScanQuery) =>
    scan(database, join(workDir, resultLists[list].file), list, query);

  return {
    page: async (list, query) => {
      if (query.limit < 1) throw new RangeError('a page has at least one item');
      // One row more than asked for tells whether there are more.
      return page(rows(list, { ...query, limit: query.limit + 1 }), query.limit);
    },
    each: async function* (list, query) {
      for await (const piece of rows(list, query)) yield piece.rows;
    },
    close: async () => {
      await database.close();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

async function page(pieces: AsyncIterable<ScannedRows>, limit: number): Promise<RawPage> {
  const taken: string[] = [];
  let last = 0;
  let length = 0;
  for await (const { ordinals, rows } of pieces) {
    for (const [place, row] of rows.entries()) {
      if (taken.length === limit || length > maxPageCharacters) return { rows: taken, next: last };
      taken.push(row);
      last = ordinals[place] ?? last;
      length += row.length;
    }
  }
  return { rows: taken };
}

/** Keeps a page, and the message that carries it between processes, small however wide the rows are. */
const maxPageCharacters = 8_000_000;
