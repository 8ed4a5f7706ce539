import { trimBlanks } from '../../blanks.ts';
import { quoteIdentifier, quoteLiteral } from '../../duckdb/quote.ts';
import type { Queryable } from './types.ts';

/** A side's columns as a first look shows them. */
export interface Look {
  /** Rows of the table. */
  readonly rows: number;
  /** Whether these are all cells of the table. */
  readonly complete: boolean;
  /** Non-blank cells of each column by its position, at most 1,000. */
  readonly cells: ReadonlyMap<number, readonly string[]>;
}

/** SQL of the cell of a column, such as `c0`. */
export type CellOf = (column: number) => string;

const mostRows = 1000;
/** Cells that are taken whole where the table is short, and over how many a sample is spread. */
const mostCells = 1_000_000;
const mostSampledCells = 300_000;
/** Fewer cells than this in a longer table say too little: then the smallest and largest values are fetched as well. */
const fewCells = 20;
const mostColumnsAtOnce = 200;
/** Longer cells are no numbers and no dates. */
const longestCell = 100;

/** Takes rows at even distances over the whole table, so that what stands at its top does not speak for the rest. */
export async function lookAt(
  queryable: Queryable,
  table: string,
  columns: readonly number[],
  wordsToPass: readonly string[],
  cellOf: CellOf = (column) => `c${column}`,
): Promise<Look> {
  const from = quoteIdentifier(table);
  const [first = []] = await queryable.query(`SELECT count(*) FROM ${from}`);
  const rows = Number(first[0]);
  const cells = new Map<number, string[]>(columns.map((column) => [column, []]));
  if (rows === 0 || columns.length === 0) return { rows, complete: true, cells };

  const complete = rows <= mostRows && rows * columns.length <= mostCells;
  const sampled = Math.max(50, Math.min(mostRows, Math.floor(mostSampledCells / columns.length)));
  const step = complete ? 1 : Math.ceil(rows / sampled);
  // As JSON, which DuckDB makes and JavaScript reads in a third of the time that thousands of single strings take.
  const list = `CAST(to_json([${columns.map((column) => cut(cellOf(column))).join(', ')}]) AS VARCHAR)`;
  const sql =
    step === 1
      ? `SELECT ${list} FROM ${from}`
      : `SELECT ${list} FROM (SELECT *, row_number() OVER () AS row_ FROM ${from}) WHERE row_ % ${step} = ${step >> 1}`;
  const found = columns.map((column) => cells.get(column) ?? []);
  for (const [json] of await queryable.query(sql)) {
    const row: readonly (string | null)[] = JSON.parse(String(json));
    for (const [place, cell] of row.entries()) if (cell !== null) found[place]?.push(cell);
  }
  if (step > 1) await lookAtSparse(queryable, from, cells, wordsToPass, cellOf);
  return { rows, complete, cells };
}

/** Cells of a column that is nearly blank: by value, as no row may be known to have one. */
async function lookAtSparse(
  queryable: Queryable,
  from: string,
  cells: Map<number, string[]>,
  wordsToPass: readonly string[],
  cellOf: CellOf,
): Promise<void> {
  const words = new Set(wordsToPass);
  const saysLittle = (found: readonly string[]) =>
    found.filter((cell) => !words.has(trimBlanks(cell).toLowerCase())).length < fewCells;
  const list = wordsToPass.map(quoteLiteral).join(', ');
  const telling = (column: number) =>
    `CASE WHEN lower(trim(${cellOf(column)})) NOT IN (${list}) THEN ${cut(cellOf(column))} END`;
  const sparse = [...cells].filter(([, found]) => saysLittle(found)).map(([column]) => column);
  for (let start = 0; start < sparse.length; start += mostColumnsAtOnce) {
    const columns = sparse.slice(start, start + mostColumnsAtOnce);
    const ends = columns.flatMap((column) => [`min(${telling(column)}, 100)`, `max(${telling(column)}, 100)`]);
    const [row = []] = await queryable.query(`SELECT ${ends.join(', ')} FROM ${from}`);
    for (const [place, column] of columns.entries()) {
      const found = [row[place * 2], row[place * 2 + 1]].flatMap((list) => (Array.isArray(list) ? list : []));
      cells.set(
        column,
        found.filter((cell) => typeof cell === 'string'),
      );
    }
  }
}

function cut(cell: string): string {
  return `left(${cell}, ${longestCell + 1})`;
}
