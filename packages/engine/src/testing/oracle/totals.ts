import { absolute, type Exact, minus, plus, write, zero } from './exact.ts';
import { judge } from './judge.ts';
import type { Pairing } from './pair-rows.ts';
import type { Cell, OracleColumn, OracleTotal, Row } from './types.ts';

const amountAt = (row: Row, index: number): Exact => row.cells[index]?.amount ?? zero;
const sum = (amounts: readonly Exact[]): Exact => amounts.reduce(plus, zero);

export const sumOf = (rows: readonly Row[], index: number): string =>
  write(sum(rows.map((row) => amountAt(row, index))));

/** What a decimal column sums to, and how the difference comes about: for each currency by itself, those without any too. */
export function controlTotals(
  column: OracleColumn,
  index: number,
  rows: { readonly source: readonly Row[]; readonly target: readonly Row[] },
  pairing: Pairing,
): OracleTotal[] {
  const currencyOf = currencies(index, rows, pairing);
  const all = new Set([...rows.source, ...rows.target].map(currencyOf));
  if (all.size === 0) all.add(undefined);
  const totals = [...all].map((currency) => totalIn(currency, currencyOf, column, index, rows, pairing));
  // Cells that are no amounts stand beside those of a currency; they make no total of their own.
  return totals.filter((total) => all.size === 1 || total.currency !== undefined || !isNothing(total));
}

const isNothing = ({ source_sum, target_sum, gross_difference, forgiven_differences }: OracleTotal): boolean =>
  [source_sum, target_sum, gross_difference, forgiven_differences].every((amount) => amount === '0');

type CurrencyOf = (row: Row) => string | undefined;

/** The currency of each row's amount: its own, else that of the amount it is held against. */
function currencies(
  index: number,
  rows: { readonly source: readonly Row[]; readonly target: readonly Row[] },
  pairing: Pairing,
): CurrencyOf {
  const found = new Map([...rows.source, ...rows.target].map((row) => [row, row.cells[index]?.currency]));
  for (const { source, target } of pairing.pairs) {
    const either = found.get(source) ?? found.get(target);
    if (found.get(source) === undefined) found.set(source, either);
    if (found.get(target) === undefined) found.set(target, either);
  }
  return (row) => found.get(row);
}

function totalIn(
  currency: string | undefined,
  currencyOf: CurrencyOf,
  column: OracleColumn,
  index: number,
  rows: { readonly source: readonly Row[]; readonly target: readonly Row[] },
  pairing: Pairing,
): OracleTotal {
  const part = (row: Row) => (currencyOf(row) === currency ? (row.cells[index]?.amount ?? zero) : zero);
  const total = (list: readonly Row[]) => sum(list.map(part));
  const listed: Exact[] = [];
  const forgiven: Exact[] = [];
  for (const { source, target } of pairing.pairs) {
    const [a, b]: (Cell | undefined)[] = [source.cells[index], target.cells[index]];
    if (a === undefined || b === undefined) continue;
    const list = judge(column, a.value, b.value) === 'differ' ? listed : forgiven;
    list.push(minus(part(source), part(target)));
  }
  const [sourceSum, targetSum] = [total(rows.source), total(rows.target)];
  const missing = (list: Pairing['missingInTarget']) => total(list.map(({ row }) => row));
  return {
    column: column.name,
    ...(currency === undefined ? {} : { currency }),
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
  };
}
