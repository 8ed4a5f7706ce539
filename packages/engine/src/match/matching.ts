import type { Finding, Side } from '@reconcyl/contracts';
import type { ExactDecimal } from '../numbers/exact-decimal.ts';
import type { ColumnPlan, Reading } from '../types.ts';
import type { ColumnStatistics } from './column-statistics.ts';

/** Both files as they are read. */
export interface Sides {
  readonly source: Reading;
  readonly target: Reading;
}

/** What matching found: the table `broken` is filled, and these are the figures over all pairs. */
export interface Matching {
  readonly matched: number;
  readonly missingInTarget: number;
  readonly missingInSource: number;
  /** Records matched as groups of one against several. */
  readonly inGroups: Readonly<Record<Side, number>>;
  /** What the report has to say of the matching. */
  readonly findings: readonly Finding[];
  /** By position in `plan.columns`. */
  readonly statistics: readonly ColumnStatistics[];
  /** The relation of judged pairs with these columns, for a question that the pass did not ask. */
  readonly judged: (columns: readonly ColumnPlan[]) => string;
  /** The sums of the pass by currency, where one column says it: a row for each pair of currencies (NULL: none, or no record). */
  readonly currencies?: readonly CurrencySums[] | undefined;
}

/** Sums of the amounts of the records that name one pair of currencies. */
export interface CurrencySums {
  readonly source: string | null;
  readonly target: string | null;
  /** By position in `plan.columns`. */
  readonly sums: ReadonlyMap<number, Readonly<Record<Side, ExactDecimal>>>;
}
