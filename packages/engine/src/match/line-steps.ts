import { appendRows } from '../duckdb/append-rows.ts';
import type { Database } from '../duckdb/open.ts';
import type { Sides } from './matching.ts';

/**
 * Makes the table `line_steps` (side, ordinal, line) of both line maps, so that SQL finds the physical line of a record:
 * the last step whose ordinal is not above the record's gives the line.
 */
export async function createLineSteps(database: Database, sides: Sides): Promise<void> {
  await database.query('create table line_steps (side varchar, ordinal bigint, line bigint)');
  for (const side of ['source', 'target'] as const) {
    await appendRows(database, 'line_steps', sides[side].lineMap.steps, (appender, { ordinal, line }) => {
      appender.appendVarchar(side);
      appender.appendBigInt(BigInt(ordinal));
      appender.appendBigInt(BigInt(line));
    });
  }
}

/** `relation` with the column `line` beside its column `ordinal`; records without ordinal are left out. */
export function withLines(relation: string, side: 'source' | 'target'): string {
  return `(select r.*, l.line + r.ordinal - l.ordinal as line from ${relation} r
    asof join (select ordinal, line from line_steps where side = '${side}') l on r.ordinal >= l.ordinal)`;
}
