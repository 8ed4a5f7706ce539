import type { Reading } from '../types.ts';

/** A row of a side as an SQL list of its cells in file order, with the amount made of debit and credit (if any) at the end. */
export function rowList(alias: string, width: number): string {
  return `[${Array.from({ length: width }, (_, index) => `${alias}.c${index}`).join(', ')}]`;
}

/** Number of cells that a side's relation has. */
export function relationWidth(reading: Pick<Reading, 'csv'>, debitCredit: unknown): number {
  return reading.csv.columnCount + (debitCredit === undefined ? 0 : 1);
}
