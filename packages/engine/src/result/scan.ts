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

export interface ScannedRow {
  readonly ordinal: number;
  /** The row as a JSON object: DuckDB makes it, and JSON.parse reads it, several times faster than the values one by one. */
  readonly json: string;
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
): AsyncGenerator<ScannedRow[]> {
  let last = query.after ?? -1;
  for await (const rows of database.stream(select(path, list, query))) {
    const piece = rows.map(toScannedRow);
    for (const { ordinal } of piece) {
      if (ordinal <= last) throw damaged('the ordinals of a result do not rise');
      last = ordinal;
    }
    yield piece;
  }
}

function toScannedRow([ordinal, json]: readonly Cell[]): ScannedRow {
  if (typeof ordinal !== 'number' || typeof json !== 'string') throw damaged('a row of a result has no ordinal');
  return { ordinal, json };
}

function damaged(what: string): ReconcylError {
  return new ReconcylError('RECON_INTERNAL', undefined, { cause: new Error(what) });
}

function select(path: string, list: ResultList, query: ScanQuery): string {
  const conditions = [
    ...(query.after === undefined ? [] : [`ordinal > ${integer(query.after)}`]),
    ...breakConditions(query),
  ];
  return [
    'SELECT ordinal, CAST(to_json(listed) AS VARCHAR)',
    `FROM (SELECT ${resultLists[list].columns.map(quoteIdentifier).join(', ')}`,
    `FROM read_parquet(${quoteLiteral(path)}, hive_partitioning = false)`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    ...(query.limit === undefined ? [] : [`LIMIT ${integer(query.limit)}`]),
    ') AS listed',
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
