import { ReconcylError } from '@reconcyl/contracts';
import type { Cell } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';
import { quoteIdentifier, quoteLiteral } from '../duckdb/quote.ts';
import type { Page } from './result-reader.ts';
import type { ResultTable } from './tables.ts';

export interface ScanQuery {
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
  /** Conditions in SQL that must all hold. */
  readonly where?: readonly string[] | undefined;
}

/**
 * Items of a result file with their ordinals, in order. Files are written in the order of their ordinals (schema.ts), so nothing
 * is sorted here: the first item comes at once and memory stays bounded. The order is checked.
 */
export async function* scan<Item>(
  database: Database,
  path: string,
  table: ResultTable<Item>,
  query: ScanQuery,
): AsyncGenerator<{ readonly ordinal: number; readonly item: Item; readonly row: readonly Cell[] }> {
  let last = query.after ?? -1;
  for await (const rows of database.stream(select(path, table, query))) {
    for (const row of rows) {
      const ordinal = row[0];
      if (typeof ordinal !== 'number' || ordinal <= last) {
        throw new ReconcylError('RECON_INTERNAL', undefined, {
          cause: new Error('the ordinals of a result do not rise'),
        });
      }
      last = ordinal;
      yield { ordinal, item: decoded(table, row), row };
    }
  }
}

/** The next items, until `limit` or until they are too large for one page. */
export async function page<Item>(
  items: AsyncIterable<{ readonly ordinal: number; readonly item: Item; readonly row: readonly Cell[] }>,
  limit: number,
): Promise<Page<Item>> {
  const taken: Item[] = [];
  let last = 0;
  let length = 0;
  for await (const { ordinal, item, row } of items) {
    if (taken.length === limit || length > maxPageCharacters) return { items: taken, next: last };
    taken.push(item);
    last = ordinal;
    length += textLength(row);
  }
  return { items: taken };
}

/** Keeps a page, and the message that carries it between processes, small however wide the rows are. */
const maxPageCharacters = 8_000_000;

function select<Item>(path: string, table: ResultTable<Item>, { after, limit, where = [] }: ScanQuery): string {
  const conditions = after === undefined ? where : [`ordinal > ${integer(after)}`, ...where];
  return [
    `SELECT ${table.columns.map(quoteIdentifier).join(', ')}`,
    `FROM read_parquet(${quoteLiteral(path)}, hive_partitioning = false)`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    ...(limit === undefined ? [] : [`LIMIT ${integer(limit)}`]),
  ].join(' ');
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError('not an integer');
  return String(value);
}

function decoded<Item>(table: ResultTable<Item>, row: readonly Cell[]): Item {
  try {
    return table.decode(row);
  } catch (cause) {
    throw new ReconcylError('RECON_INTERNAL', undefined, { cause });
  }
}

function textLength(cell: Cell): number {
  if (typeof cell === 'string') return cell.length;
  if (cell === null || typeof cell !== 'object') return 8;
  let length = 8;
  for (const member of Array.isArray(cell) ? cell : Object.values(cell)) length += textLength(member);
  return length;
}
