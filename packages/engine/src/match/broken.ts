import type { Database } from '../duckdb/open.ts';

/**
 * The table `broken`: every pair of records that is a break, one row each, before causes are found.
 * `source` and `target` are the rows as lists of cells (NULL = blank), NULL where the side has no record; `source_ordinal` and
 * `target_ordinal` count the records of a side from 0. `paired_by_order`: the group of equal keys was too large to look for the
 * closest pairs.
 */
const brokenColumns = {
  source_ordinal: 'BIGINT',
  target_ordinal: 'BIGINT',
  reason: 'VARCHAR',
  paired_by_order: 'BOOLEAN',
  source: 'VARCHAR[]',
  target: 'VARCHAR[]',
} as const;

export async function createBrokenTable(database: Database): Promise<void> {
  const columns = Object.entries(brokenColumns).map(([name, type]) => `${name} ${type}`);
  await database.query(`create table broken (${columns.join(', ')})`);
}
