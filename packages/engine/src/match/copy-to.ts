import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';

/** Writes the rows of a query, which must have the columns of `shape`, into a Parquet file of a result in the order of `ordinal`. */
export async function copyTo(
  database: Database,
  select: string,
  shape: Readonly<Record<string, string>>,
  path: string,
): Promise<void> {
  const typed = Object.entries(shape).map(([name, type]) => `"${name}"::${type} as "${name}"`);
  await database.query(`copy (select ${typed.join(', ')} from (${select}) order by ordinal)
    to ${quoteLiteral(path)} (format parquet, compression zstd, row_group_size 20480)`);
}
