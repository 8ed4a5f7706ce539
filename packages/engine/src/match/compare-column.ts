import type { Side } from '@reconcyl/contracts';
import { canonicalSql, textCanonicalSql } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';
import { indexOn } from './key-sql.ts';

/** The SQL pieces that judge one pair of cells; each is an expression over the two cells, NULL = blank. */
export interface CellSql {
  /** Canonical values: NULL when blank or when the cell does not read in the column's kind. */
  readonly sourceValue: string;
  readonly targetValue: string;
  /** Canonical values as text, on which everything falls back that does not read in the column's kind. */
  readonly sourceText: string;
  readonly targetText: string;
  /** True when the cells disagree, false when they agree; never NULL. */
  readonly differs: string;
  /** True when the two canonical values are both there and not equal, tolerance or not. */
  readonly valuesDiffer: string;
}

/** Name of the column that holds the canonical value beside the cell `c<index>`; see `valueColumns`. */
export const valueOf = (index: number) => `v${index}`;

/**
 * The canonical values of one side as further columns `v<index>`: each is computed once, though sums, counts and comparisons ask
 * for it. Text has none: it is normalised only where raw text differs.
 */
export function valueColumns(columns: readonly ColumnPlan[], side: Side): string[] {
  return columns.flatMap((column) => {
    if (column.kind === 'text') return [];
    const index = indexOn(column, side);
    return [`${canonicalSql(`c${index}`, column.specs[side])} as ${valueOf(index)}`];
  });
}

/** The pieces for a relation of pairs whose sides have their value columns. */
export function pairCellSql(column: ColumnPlan, source: string, target: string): CellSql {
  const { sourceIndex, targetIndex } = column;
  return judge(column, {
    sourceCell: `${source}.c${sourceIndex}`,
    targetCell: `${target}.c${targetIndex}`,
    sourceValue: `${source}.${valueOf(sourceIndex)}`,
    targetValue: `${target}.${valueOf(targetIndex)}`,
  });
}

/** The pieces for two cells alone. */
export function cellSql(column: ColumnPlan, sourceCell: string, targetCell: string): CellSql {
  return judge(column, {
    sourceCell,
    targetCell,
    sourceValue: column.kind === 'text' ? 'NULL' : canonicalSql(sourceCell, column.specs.source),
    targetValue: column.kind === 'text' ? 'NULL' : canonicalSql(targetCell, column.specs.target),
  });
}

interface Cells {
  readonly sourceCell: string;
  readonly targetCell: string;
  readonly sourceValue: string;
  readonly targetValue: string;
}

/**
 * How a pair of cells of a column is judged. Raw text is compared first, where equal text is certain to mean equal values: that
 * is where both sides normalise the column alike. Only the rest is normalised.
 */
function judge(column: ColumnPlan, { sourceCell, targetCell, sourceValue, targetValue }: Cells): CellSql {
  const sourceText = textCanonicalSql(sourceCell, column.nulls);
  const targetText = textCanonicalSql(targetCell, column.nulls);
  const textsDiffer = `${sourceText} is distinct from ${targetText}`;
  if (column.kind === 'text') {
    const differs = rawFirst(sourceCell, targetCell, textsDiffer);
    return { sourceValue: 'NULL', targetValue: 'NULL', sourceText, targetText, differs, valuesDiffer: 'false' };
  }
  const valuesDisagree = outsideTolerance(column, sourceValue, targetValue);
  // NULL as soon as one side is blank or does not read; then, and only then, the texts decide.
  const judged = `coalesce(${valuesDisagree}, ${textsDiffer})`;
  return {
    sourceValue,
    targetValue,
    sourceText,
    targetText,
    differs: normalisesAlike(column) ? rawFirst(sourceCell, targetCell, judged) : `(${judged})`,
    valuesDiffer: `coalesce(${sourceValue} <> ${targetValue}, false)`,
  };
}

/** Whether equal raw text on both sides means equal canonical values in this column. */
export function normalisesAlike(column: ColumnPlan): boolean {
  return JSON.stringify(column.specs.source) === JSON.stringify(column.specs.target);
}

function rawFirst(sourceCell: string, targetCell: string, otherwise: string): string {
  return `(case when ${sourceCell} is not distinct from ${targetCell} then false else ${otherwise} end)`;
}

/** Inclusive bounds; the absolute OR the percent bound has to hold, percent of the larger absolute value. */
function outsideTolerance({ tolerance }: ColumnPlan, source: string, target: string): string {
  if (tolerance === undefined) return `${source} <> ${target}`;
  const difference = `abs(${source} - ${target})`;
  const within = [
    ...(tolerance.absolute === undefined ? [] : [`${difference} <= ${tolerance.absolute}`]),
    ...(tolerance.percent === undefined
      ? []
      : [`${difference} * 100 <= ${tolerance.percent} * greatest(abs(${source}), abs(${target}))`]),
  ];
  return `not (${source} = ${target}${within.map((bound) => ` or ${bound}`).join('')})`;
}
