import type { DuckDBAppender } from '@duckdb/node-api';
import { toEngineError } from './errors.ts';
import type { Database } from './open.ts';

/**
 * Puts rows into a table of the database without writing them into SQL. `append` appends every value of a row, in the order of the
 * columns. Errors are coded, and the appender is closed either way.
 */
export async function appendRows<Row>(
  database: Database,
  table: string,
  rows: Iterable<Row>,
  append: (appender: DuckDBAppender, row: Row) => void,
): Promise<void> {
  try {
    const appender = await database.connection.createAppender(table);
    try {
      for (const row of rows) {
        append(appender, row);
        appender.endRow();
      }
    } finally {
      appender.closeSync();
    }
  } catch (error) {
    throw toEngineError(error);
  }
}
