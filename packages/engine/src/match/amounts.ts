import type { Side } from '@reconcyl/contracts';
import { amountValueSql, canonicalSql, currencySql } from '../kinds/index.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { canonicalText, indexOn } from './key-sql.ts';

/**
 * What control totals add of a cell: its number before rounding, nulls and equivalents. Undefined where that is the canonical value
 * itself, which need not be computed twice.
 */
export function ownAmountSql({ specs }: ColumnPlan, side: Side, cell: string): string | undefined {
  const spec = specs[side];
  if (spec.kind !== 'decimal') return undefined;
  const amount = amountValueSql(cell, spec);
  return amount === canonicalSql(cell, spec) ? undefined : amount;
}

/** Whether agreeing cells of a column may have two amounts because its rules forgive more than the way of writing. */
export function hasOwnAmounts(column: ColumnPlan): boolean {
  return ownAmountSql(column, 'source', 'x') !== undefined || ownAmountSql(column, 'target', 'x') !== undefined;
}

/** Whether the totals of a column are split by currency. */
export function hasCurrency({ specs, currencyColumn }: ColumnPlan): boolean {
  return (
    currencyColumn !== undefined ||
    [specs.source, specs.target].some((spec) => spec.kind === 'decimal' && spec.currency)
  );
}

/** The columns whose cells say the currency of an amount, beside the amount's own. */
export function currencyColumns(plan: Pick<Plan, 'columns'>, { currencyColumn }: ColumnPlan): ColumnPlan[] {
  return plan.columns.filter(({ name }) => name === currencyColumn);
}

/** The currency of a record's amount: its own sign or code, else what the currency column says; NULL where nothing does. */
export function currencyOfSql(
  plan: Pick<Plan, 'columns'>,
  column: ColumnPlan,
  side: Side,
  cells: (index: number) => string,
): string {
  const spec = column.specs[side];
  const own = spec.kind === 'decimal' && spec.currency ? [currencySql(cells(indexOn(column, side)), spec)] : [];
  const named = currencyColumns(plan, column).map(
    (named) => `upper(${canonicalText(named, side, cells(indexOn(named, side)))})`,
  );
  return `coalesce(${[...own, ...named, 'null::varchar'].join(', ')})`;
}
