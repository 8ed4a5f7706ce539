import { csvRelation } from '../duckdb/csv-relation.ts';
import { canonicalSql, isUnreadableSql } from '../kinds/index.ts';
import type { DebitCreditPlan, Reading } from '../types.ts';
import { keptSql } from './set-aside-sql.ts';

type SideReading = Pick<Reading, 'csv' | 'setAside'>;

/**
 * The compared records of one side as an SQL relation with the file's columns c0, c1 … as text (NULL = blank) and, after them, the
 * amount that the ruleset makes of a debit and a credit column.
 */
export function sideRelation(reading: SideReading, debitCredit: DebitCreditPlan | undefined): string {
  const kept = keptSql(reading.setAside);
  const all = allRecords(reading, debitCredit);
  return kept === undefined ? all : `(select * from ${all} where ${kept})`;
}

/** The same with `ordinal`, which counts all records of the file from 0. Needs a database that keeps the order of a file. */
export function numberedSide(reading: SideReading, debitCredit: DebitCreditPlan | undefined): string {
  const kept = keptSql(reading.setAside);
  const numbered = `(select row_number() over () - 1 as ordinal, * from ${allRecords(reading, debitCredit)})`;
  return kept === undefined ? numbered : `(select * from ${numbered} where ${kept})`;
}

function allRecords(reading: Pick<Reading, 'csv'>, debitCredit: DebitCreditPlan | undefined): string {
  const csv = csvRelation(reading.csv);
  if (debitCredit === undefined) return csv;
  return `(select *, ${amountSql(debitCredit)} as c${reading.csv.columnCount} from ${csv})`;
}

/**
 * Credit minus debit as plain decimal text; blank when both are blank. Where one of them does not read as a number, both cells
 * stand side by side, so that the amount is text and compared as such, never taken for 0 in silence.
 */
export function amountSql({ debitIndex, creditIndex, debit, credit, reverse }: DebitCreditPlan): string {
  const [debitCell, creditCell] = [`c${debitIndex}`, `c${creditIndex}`];
  const debitValue = canonicalSql(debitCell, debit);
  const creditValue = canonicalSql(creditCell, credit);
  const amount = `coalesce(${creditValue}, 0) - coalesce(${debitValue}, 0)`;
  return `case
    when ${isUnreadableSql(debitCell, debit)} or ${isUnreadableSql(creditCell, credit)}
      then concat_ws(' / ', ${debitCell}, ${creditCell})
    when ${debitValue} is null and ${creditValue} is null then null
    else cast(${reverse ? `-(${amount})` : amount} as varchar)
  end`;
}
