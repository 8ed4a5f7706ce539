import { add, type ExactDecimal, zero } from '../numbers/exact-decimal.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { sharedCurrencyColumn } from './amounts.ts';
import { mayForgive } from './column-statistics.ts';
import type { TotalParts } from './currency-totals.ts';
import type { MissingAmounts } from './differences.ts';
import type { Matching } from './matching.ts';

/** Listed differences of a column in one currency. */
export interface ListedAmounts {
  readonly currency: string | null;
  readonly listed: ExactDecimal;
  readonly gross: ExactDecimal;
  /** Listed cells, those that are no number too. */
  readonly count: number;
}

/** What the listing tells of a decimal column, by currency. */
export interface FoundAmounts {
  readonly missing: readonly MissingAmounts[];
  readonly listed: readonly ListedAmounts[];
}

/**
 * The totals of a column by currency out of what is known without another question: where one column says the currencies and agrees in
 * all matched records, nothing in the amounts was forgiven, and no groups were matched. Undefined elsewhere.
 */
export function partsOfPass(
  plan: Plan,
  { currencies, statistics }: Matching,
  index: number,
  column: ColumnPlan,
  { missing, listed }: FoundAmounts,
): TotalParts[] | undefined {
  const shared = sharedCurrencyColumn(plan);
  const whole = statistics[index];
  const named = shared && statistics[plan.columns.indexOf(shared)];
  if (currencies === undefined || whole === undefined || named === undefined) return undefined;
  if (named.judged.differs > 0 || mayForgive(column, whole) || plan.oneToMany !== undefined) return undefined;
  const totals = new Map<string | null, TotalParts>();
  const change = (currency: string | null, to: (parts: TotalParts) => Partial<TotalParts>) => {
    const parts = totals.get(currency) ?? { ...nothing, currency: currency ?? undefined };
    totals.set(currency, { ...parts, ...to(parts) });
  };
  for (const { source, target, sums: all } of currencies) {
    const sums = all.get(index);
    if (sums === undefined) continue;
    change(source ?? target, (parts) => ({
      source: add(parts.source, sums.source),
      target: add(parts.target, sums.target),
    }));
  }
  for (const { currency, ...amounts } of listed) change(currency, () => amounts);
  for (const { currency, ...amounts } of missing) change(currency, () => amounts);
  return [...totals.values()].sort((a, b) => byCurrency(a.currency, b.currency));
}

/** By code, amounts without a currency at the end. */
export function byCurrency(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a < b ? -1 : a > b ? 1 : 0;
}

const nothing: TotalParts = {
  currency: undefined,
  source: zero,
  target: zero,
  listed: zero,
  gross: zero,
  count: 0,
  forgiven: zero,
  groups: zero,
  missingInTarget: zero,
  missingInSource: zero,
};
