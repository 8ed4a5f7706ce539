import type { Side } from '@reconcyl/contracts';
import type { Cell } from '../duckdb/cells.ts';
import { type ExactDecimal, parseDecimal } from '../numbers/exact-decimal.ts';
import type { ColumnPlan } from '../types.ts';
import { filledSql, normalisesAlike } from './compare-column.ts';
import { exactSum } from './exact-sum.ts';
import { bothHere, cellName, pairSql } from './judged-pairs.ts';

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

/** The aggregate expressions of one column over a relation of judged pairs, to be read back by `readStatistics`. */
export function columnAggregates(column: ColumnPlan): string[] {
  const sql = pairSql(column);
  const source = cellName('source', column.sourceIndex);
  const target = cellName('target', column.targetIndex);
  const filled = (cell: string) => `count(case when ${filledSql(column, cell)} then 1 end)`;
  const unlike = (condition: string) =>
    `count(case when ${normalisesAlike(column) ? 'same' : 'false'} then null when ${condition} then 1 end)`;
  const aggregates = [filled(source), filled(target), unlike(`${bothHere} and ${source} is distinct from ${target}`)];
  if (column.kind === 'text') return aggregates;
  aggregates.push(readable(column, source, sql.sourceValue), readable(column, target, sql.targetValue));
  if (column.tolerance !== undefined || column.window !== undefined) {
    aggregates.push(unlike(`${bothHere} and not ${sql.differs} and ${sql.valuesDiffer}`));
  }
  if (column.kind === 'decimal') {
    const { width } = decimalSpec(column);
    aggregates.push(exactSum(sql.sourceValue, width), exactSum(sql.targetValue, width));
  }
  return aggregates;
}

/** Filled cells that read in the column's kind; a blank one that counts as 0 has a value too. */
function readable(column: ColumnPlan, cell: string, value: string): string {
  const { source } = column.specs;
  if (source.kind !== 'decimal' || source.nullAsZero !== true) return `count(${value})`;
  return `count(case when ${filledSql(column, cell)} then ${value} end)`;
}

/** Reads the values of the `columnAggregates` of several columns, one column after the other; `rows` are those of each side. */
export function readStatistics(
  columns: readonly ColumnPlan[],
  aggregates: readonly (readonly string[])[],
  values: readonly Cell[],
  rows: Readonly<Record<Side, number>>,
): ColumnStatistics[] {
  let position = 0;
  return columns.map((column, index) => {
    const start = position;
    position += aggregates[index]?.length ?? 0;
    return readColumnStatistics(column, values.slice(start, position), rows);
  });
}

/** Reads the values of `columnAggregates`, in their order. */
function readColumnStatistics(
  column: ColumnPlan,
  values: readonly Cell[],
  rows: Readonly<Record<Side, number>>,
): ColumnStatistics {
  const next = values[Symbol.iterator]();
  const number = () => Number(next.next().value ?? 0);
  const filled = { source: number(), target: number() };
  const nulls = { source: rows.source - filled.source, target: rows.target - filled.target };
  const rawDiffering = number();
  if (column.kind === 'text') {
    return { nulls, unreadable: { source: 0, target: 0 }, rawDiffering, forgiven: 0 };
  }
  const unreadable = { source: filled.source - number(), target: filled.target - number() };
  const mayForgive = column.tolerance !== undefined || column.window !== undefined;
  const forgiven = mayForgive ? number() : 0;
  if (column.kind !== 'decimal') return { nulls, unreadable, rawDiffering, forgiven };
  const decimal = () => readExactSum(String(next.next().value ?? '0'), column);
  return { nulls, unreadable, rawDiffering, forgiven, sums: { source: decimal(), target: decimal() } };
}

/**
 * Whether agreeing cells of a decimal column may have two values: within a tolerance, or where one of two equal texts does not
 * read as a number (and so counts as 0). Only then is the sum of what was forgiven worth a pass of its own.
 */
export function mayForgive(column: ColumnPlan, statistics: ColumnStatistics): boolean {
  if (column.kind !== 'decimal') return false;
  return column.tolerance !== undefined || statistics.unreadable.source + statistics.unreadable.target > 0;
}

/** Sum of source minus target over the agreeing cells of a decimal column, over a relation of judged pairs. */
export function forgivenSum(column: ColumnPlan): string {
  const sql = pairSql(column);
  const difference = `${valueOrZero(column, sql.sourceValue)} - ${valueOrZero(column, sql.targetValue)}`;
  return exactSum(difference, decimalSpec(column).width, `${bothHere} and not ${sql.differs}`);
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

/** A cell that is no number counts as 0, in sums and in differences alike. The 0 has the column's type, or DuckDB finds no common one. */
export function valueOrZero(column: ColumnPlan, value: string): string {
  const { width, scale } = decimalSpec(column);
  return `coalesce(${value}, 0::decimal(${width}, ${scale}))`;
}
