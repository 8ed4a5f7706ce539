import type { Cell } from '../duckdb/cells.ts';
import { type ExactDecimal, parseDecimal } from '../numbers/exact-decimal.ts';
import type { ColumnPlan } from '../types.ts';
import { exactSum } from './aggregates.ts';
import { pairCellSql } from './compare-column.ts';

/** What the pass over all pairs of records tells of one column. */
export interface ColumnStatistics {
  readonly nulls: { readonly source: number; readonly target: number };
  /** Non-blank cells that do not read in the column's kind. */
  readonly unreadable: { readonly source: number; readonly target: number };
  /** Matched pairs whose raw cells are not the same text. */
  readonly rawDiffering: number;
  /** Matched pairs that agree though their two values differ. */
  readonly forgiven: number;
  /** Present for decimal columns. */
  readonly sums?: { readonly source: ExactDecimal; readonly target: ExactDecimal };
}

/** Names of the two relations of a pair, and of the flags in them that say that the side has a record. */
export interface PairAliases {
  readonly source: string;
  readonly target: string;
  readonly hasSource: string;
  readonly hasTarget: string;
}

/** The aggregate expressions of one column over the relation of pairs, to be read back by `readColumnStatistics`. */
export function columnAggregates(column: ColumnPlan, pair: PairAliases): string[] {
  const source = `${pair.source}.c${column.sourceIndex}`;
  const target = `${pair.target}.c${column.targetIndex}`;
  const sql = pairCellSql(column, pair.source, pair.target);
  const matched = `${pair.hasSource} and ${pair.hasTarget}`;
  const aggregates = [
    count(`${pair.hasSource} and ${sql.sourceBlank}`),
    count(`${pair.hasTarget} and ${sql.targetBlank}`),
    count(`${matched} and ${source} is distinct from ${target}`),
  ];
  if (column.kind === 'text') return aggregates;
  aggregates.push(
    count(`${pair.hasSource} and ${isUnreadable(sql.sourceValue, sql.sourceBlank)}`),
    count(`${pair.hasTarget} and ${isUnreadable(sql.targetValue, sql.targetBlank)}`),
  );
  if (column.tolerance !== undefined)
    aggregates.push(count(`${matched} and not ${sql.differs} and ${sql.valuesDiffer}`));
  if (column.kind === 'decimal') {
    const { width } = decimalSpec(column);
    aggregates.push(exactSum(sql.sourceValue, width), exactSum(sql.targetValue, width));
  }
  return aggregates;
}

/** Reads the values of `columnAggregates`, in their order. */
export function readColumnStatistics(column: ColumnPlan, values: readonly Cell[]): ColumnStatistics {
  const next = values[Symbol.iterator]();
  const number = () => Number(next.next().value ?? 0);
  const nulls = { source: number(), target: number() };
  const rawDiffering = number();
  if (column.kind === 'text') {
    return { nulls, unreadable: { source: 0, target: 0 }, rawDiffering, forgiven: 0 };
  }
  const unreadable = { source: number(), target: number() };
  const forgiven = column.tolerance === undefined ? 0 : number();
  if (column.kind !== 'decimal') return { nulls, unreadable, rawDiffering, forgiven };
  const decimal = () => readExactSum(String(next.next().value ?? '0'), column);
  return {
    nulls,
    unreadable,
    rawDiffering,
    forgiven,
    sums: { source: decimal(), target: decimal() },
  };
}

/**
 * Whether agreeing cells of a decimal column may have two values: within a tolerance, or where one of two equal texts does not
 * read as a number (and so counts as 0). Only then is the sum of what was forgiven worth a pass of its own.
 */
export function mayForgive(column: ColumnPlan, statistics: ColumnStatistics): boolean {
  if (column.kind !== 'decimal') return false;
  return column.tolerance !== undefined || statistics.unreadable.source + statistics.unreadable.target > 0;
}

/** Sum of source minus target over the agreeing cells of a decimal column. */
export function forgivenSum(column: ColumnPlan, pair: PairAliases): string {
  const sql = pairCellSql(column, pair.source, pair.target);
  const difference = `${valueOrZero(sql.sourceValue)} - ${valueOrZero(sql.targetValue)}`;
  const agrees = `${pair.hasSource} and ${pair.hasTarget} and not ${sql.differs}`;
  return exactSum(difference, decimalSpec(column).width, agrees);
}

/** Reads the text of `exactSum` over a column. */
export function readExactSum(text: string, column: ColumnPlan): ExactDecimal {
  const { width, scale } = decimalSpec(column);
  return width <= 26 ? parseDecimal(text) : { unscaled: BigInt(text), scale };
}

/** Width and scale of a decimal column: the same on both sides. */
export function decimalSpec(column: ColumnPlan): { readonly width: number; readonly scale: number } {
  if (column.specs.source.kind !== 'decimal') throw new TypeError('only a decimal column has a width');
  return column.specs.source;
}

/** A cell that is no number counts as 0, in sums and in differences alike. */
export function valueOrZero(value: string): string {
  return `coalesce(${value}, 0)`;
}

/** Without a value: the dearer question whether the cell is blank is asked only then. */
function isUnreadable(value: string, blank: string): string {
  return `(case when ${value} is not null then false else not ${blank} end)`;
}

function count(condition: string): string {
  return `count(case when ${condition} then 1 end)`;
}
