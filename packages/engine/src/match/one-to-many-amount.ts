import type { Side } from '@reconcyl/contracts';
import { amountValueSql, currencySql } from '../kinds/index.ts';
import type { ColumnPlan, OneToManyPlan, Plan } from '../types.ts';
import { canonicalText, indexOn } from './key-sql.ts';

/** A column of the plan by its name. */
export function columnOf(plan: Pick<Plan, 'columns'>, name: string): ColumnPlan {
  const column = plan.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new TypeError('the plan matches groups by a column that is not among its columns');
  return column;
}

/** The amount of a record as groups add it, exact and before rounding, so that the control totals of a group are 0. NULL: no number. */
export function groupAmountSql(column: ColumnPlan, side: Side, cells: (index: number) => string): string {
  const spec = column.specs[side];
  if (spec.kind !== 'decimal') throw new TypeError('groups are matched by the sums of a decimal column');
  return amountValueSql(cells(indexOn(column, side)), spec);
}

/** What the records of a group must have in common because amounts in two currencies do not add up: NULL where nothing names one. */
export function groupCurrencySql(
  plan: Pick<Plan, 'columns'>,
  { amount }: OneToManyPlan,
  side: Side,
  cells: (index: number) => string,
): string {
  const column = columnOf(plan, amount);
  const spec = column.specs[side];
  if (column.currencyColumn !== undefined) {
    const currency = columnOf(plan, column.currencyColumn);
    return canonicalText(currency, side, cells(indexOn(currency, side)));
  }
  return spec.kind === 'decimal' ? `${currencySql(cells(indexOn(column, side)), spec)}::varchar` : 'null::varchar';
}
