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
export function hasCurrency(column: ColumnPlan): boolean {
  return column.currencyColumn !== undefined || namesOwnCurrency(column);
}

/** Whether the amounts of a column carry their currency as a sign or code. */
function namesOwnCurrency({ specs }: ColumnPlan): boolean {
  return [specs.source, specs.target].some((spec) => spec.kind === 'decimal' && spec.currency);
}

/** The columns whose cells say the currency of an amount, beside the amount's own. */
export function currencyColumns(plan: Pick<Plan, 'columns'>, { currencyColumn }: ColumnPlan): ColumnPlan[] {
  return plan.columns.filter(({ name }) => name === currencyColumn);
}

/** What a cell of a currency column says, in capitals; NULL when it is blank. */
export function currencyCodeSql(column: ColumnPlan, side: Side, cell: string): string {
  return `upper(${canonicalText(column, side, cell)})`;
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
  const named = currencyColumns(plan, column).map((one) => currencyCodeSql(one, side, cells(indexOn(one, side))));
  return `coalesce(${[...own, ...named, 'null::varchar'].join(', ')})`;
}

/**
 * The one column whose cells say the currency of every amount that has one; undefined where amounts name it themselves, or several
 * columns do. The pass over all records then gives its sums by currency.
 */
export function sharedCurrencyColumn(plan: Pick<Plan, 'columns'>): ColumnPlan | undefined {
  const columns = plan.columns.filter((column) => column.identifierLike !== true && hasCurrency(column));
  const names = new Set(columns.map(({ currencyColumn }) => currencyColumn));
  const [name] = names;
  return columns.some(namesOwnCurrency) || names.size !== 1
    ? undefined
    : plan.columns.find((column) => column.name === name);
}
