import type { Side } from '@reconcyl/contracts';
import { trimBlanks } from '../blanks.ts';
import { appendRows } from '../duckdb/append-rows.ts';
import type { Database } from '../duckdb/open.ts';
import type { Dialect, Plan, Reading } from '../types.ts';
import { indexOn, keyColumns, keyParts } from './key-sql.ts';

/**
 * Makes the table `source_reject_keys` or `target_reject_keys` (k0 …): the keys of rejected lines, where they can be told, so that
 * a record that is missing because its counterpart was rejected says so.
 */
export async function createRejectKeys(database: Database, plan: Plan, reading: Reading, side: Side): Promise<void> {
  const columns = keyColumns(plan);
  const names = columns.map((_, index) => `r${index} varchar`);
  await database.query(`create table ${side}_rejected (${names.join(', ')})`);
  const rejected = reading.rejects.flatMap(({ text }) => {
    const cells = roughCells(text, reading.dialect);
    const key = columns.flatMap((column) => cells[indexOn(column, side)] ?? []);
    return key.length < columns.length ? [] : [key];
  });
  await appendRows(database, `${side}_rejected`, rejected, (appender, key) => {
    for (const cell of key) {
      if (cell === '') appender.appendNull();
      else appender.appendVarchar(cell);
    }
  });
  const position = new Map(columns.map((column, index) => [indexOn(column, side), index]));
  const parts = keyParts(plan, side, (index) => `r${position.get(index)}`);
  await database.query(`create table ${side}_reject_keys as
    select distinct ${parts.map((part, index) => `${part} as k${index}`).join(', ')} from ${side}_rejected`);
}

/** Cells of a line that is not a record: split at every delimiter, outer quotes dropped. Good enough to recognise a key. */
function roughCells(text: string, { delimiter, quote }: Dialect): string[] {
  return text.split(delimiter).map((cell) => {
    const trimmed = trimBlanks(cell);
    return quote !== '' && trimmed.startsWith(quote) ? trimmed.slice(1).replace(new RegExp(`${quote}$`), '') : trimmed;
  });
}
