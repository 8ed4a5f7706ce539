import { absolute, type Exact, minus, plus, write, zero } from './exact.ts';
import { judge } from './judge.ts';
import type { Pairing } from './pair-rows.ts';
import type { Cell, OracleColumn, OracleTotal, Row } from './types.ts';

const amountAt = (row: Row, index: number): Exact => row.cells[index]?.amount ?? zero;
const sum = (amounts: readonly Exact[]): Exact => amounts.reduce(plus, zero);

export const sumOf = (rows: readonly Row[], index: number): string =>
  write(sum(rows.map((row) => amountAt(row, index))));

/** What a decimal column sums to, and how the difference comes about. */
export function controlTotals(
  column: OracleColumn,
  index: number,
  rows: { readonly source: readonly Row[]; readonly target: readonly Row[] },
  pairing: Pairing,
): OracleTotal[] {
  const total = (list: readonly Row[]) => sum(list.map((row) => amountAt(row, index)));
  const listed: Exact[] = [];
  const forgiven: Exact[] = [];
  for (const { source, target } of pairing.pairs) {
    const [a, b]: (Cell | undefined)[] = [source.cells[index], target.cells[index]];
    if (a === undefined || b === undefined) continue;
    const list = judge(column, a.value, b.value) === 'differ' ? listed : forgiven;
    list.push(minus(a.amount, b.amount));
  }
  const [sourceSum, targetSum] = [total(rows.source), total(rows.target)];
  const missing = (list: Pairing['missingInTarget']) => total(list.map(({ row }) => row));
  return [
    {
      column: column.name,
      source_sum: write(sourceSum),
      target_sum: write(targetSum),
      difference: write(minus(sourceSum, targetSum)),
      listed_differences: write(sum(listed)),
      forgiven_differences: write(sum(forgiven)),
      group_differences: '0',
      missing_in_target: write(missing(pairing.missingInTarget)),
      missing_in_source: write(missing(pairing.missingInSource)),
      gross_difference: write(sum(listed.map(absolute))),
      differing: listed.length,
    },
  ];
}
