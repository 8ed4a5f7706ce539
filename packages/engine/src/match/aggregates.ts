import type { Cell } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';

/** Named aggregate expressions; the name says what the number is for. */
export type Aggregates = Readonly<Record<string, string>>;

/** Runs one aggregate query and gives each value under its name. */
export async function aggregate<Names extends string>(
  database: Database,
  aggregates: Readonly<Record<Names, string>>,
  from: string,
): Promise<Record<Names, Cell>> {
  const names = Object.keys(aggregates) as Names[];
  const rows = await database.query(`select ${names.map((name) => aggregates[name]).join(',\n')}\n${from}`);
  const row = rows[0] ?? [];
  return Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])) as Record<Names, Cell>;
}

/** Sum of a decimal expression as exact text, whatever its size; NULL counts as 0. */
export function exactSum(value: string, width: number, filter?: string): string {
  const where = filter === undefined ? '' : ` filter (where ${filter})`;
  // A sum of decimals is a decimal(38): certain to hold 10^12 values of up to 26 digits. Wider values are summed as unbounded integers.
  if (width <= 26) return `coalesce(sum(${value})${where}, 0)::varchar`;
  return `coalesce(sum(replace((${value})::varchar, '.', '')::bignum)${where}, '0'::bignum)::varchar`;
}
