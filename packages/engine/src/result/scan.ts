import { type BreakKind, type Cause, ReconcylError } from '@reconcyl/contracts';
import type { Cell } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';
import { quoteIdentifier, quoteLiteral } from '../duckdb/quote.ts';
import { type ResultList, resultLists } from './lists.ts';

/** Which rows of a list, from where on and how many. The filter is for breaks. */
export interface ScanQuery {
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
  readonly kind?: BreakKind | undefined;
  readonly column?: string | undefined;
  readonly cause?: Cause | undefined;
}

/** Some rows, column by column. */
export interface ScannedRows {
  readonly ordinals: readonly number[];
  /**
   * Each row as a JSON list in the order of its columns: DuckDB makes it, and JSON.parse reads it, several times faster than the
   * values one by one.
   */
  readonly rows: readonly string[];
}

/**
 * Rows of a list of a result in order, in pieces. Files are written in the order of their ordinals (schema.ts), so nothing is
 * sorted here: the first row comes at once and memory stays bounded. The order is checked.
 */
export async function* scan(
  database: Database,
  path: string,
  list: ResultList,
  query: ScanQuery,
): AsyncGenerator<ScannedRows> {
  let last = query.after ?? -1;
  for await (const [ordinals = [], rows = []] of database.streamColumns(select(path, list, query))) {
    if (!ordinals.every(isNumber) || !rows.every(isText)) throw damaged('a row of a result has no ordinal');
    for (const ordinal of ordinals) {
      if (ordinal <= last) throw damaged('the ordinals of a result do not rise');
      last = ordinal;
    }
    yield { ordinals, rows };
  }
}

const isNumber = (cell: Cell): cell is number => typeof cell === 'number';
const isText = (cell: Cell): cell is string => typeof cell === 'string';

function damaged(what: string): ReconcylError {
  return new ReconcylError('RECON_INTERNAL', undefined, { cause: new Error(what) });
}

/** SQL for a row of a list as a JSON list of its values, as `decode.ts` reads it. */
export function rowAsJson(list: ResultList): string {
  return `CAST(json_array(${resultLists[list].columns.map(quoteIdentifier).join(', ')}) AS VARCHAR)`;
}

function select(path: string, list: ResultList, query: ScanQuery): string {
  const conditions = [
    ...(query.after === undefined ? [] : [`ordinal > ${integer(query.after)}`]),
    ...breakConditions(query),
  ];
  return [
    `SELECT ordinal, ${rowAsJson(list)}`,
    `FROM read_parquet(${quoteLiteral(path)}, hive_partitioning = false)`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    ...(query.limit === undefined ? [] : [`LIMIT ${integer(query.limit)}`]),
  ].join(' ');
}

function breakConditions({ kind, column, cause }: ScanQuery): string[] {
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

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError('not an integer');
  return String(value);
}
