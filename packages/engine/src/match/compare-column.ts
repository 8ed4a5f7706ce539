import { trimmedSql } from '../kinds/blanks.ts';
import { type CanonicalSpec, canonicalSql, textCanonicalSql } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';

/** The SQL pieces that judge one pair of cells; each is an expression over the two cells, NULL = blank. */
export interface CellSql {
  /** Canonical values: NULL when blank or when the cell does not read in the column's kind. */
  readonly sourceValue: string;
  readonly targetValue: string;
  /** Canonical values as text, on which everything falls back that does not read in the column's kind. */
  readonly sourceText: string;
  readonly targetText: string;
  /** True when nothing is left of a cell after trimming and the words for null. */
  readonly sourceBlank: string;
  readonly targetBlank: string;
  /** True when the cells disagree, false when they agree; never NULL. */
  readonly differs: string;
  /** True when the two canonical values are both there and not equal, tolerance or not. */
  readonly valuesDiffer: string;
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

/** The pieces for two cells whose values stand in columns already. */
export function judgeCells(
  column: ColumnPlan,
  sourceCell: string,
  targetCell: string,
  sourceValue: string,
  targetValue: string,
): CellSql {
  return judge(column, { sourceCell, targetCell, sourceValue, targetValue });
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
  const common = {
    sourceText,
    targetText,
    sourceBlank: blankSql(column, sourceCell),
    targetBlank: blankSql(column, targetCell),
  };
  const textsDiffer = `${sourceText} is distinct from ${targetText}`;
  if (column.kind === 'text') {
    const differs = rawFirst(sourceCell, targetCell, lowerFirst(sourceCell, targetCell, textsDiffer));
    return { ...common, sourceValue: 'NULL', targetValue: 'NULL', differs, valuesDiffer: 'false' };
  }
  const valuesDisagree = outsideTolerance(column, sourceValue, targetValue);
  // Where one side is blank or does not read, and only there, the texts decide. A CASE, as DuckDB takes the dear parts of a
  // coalesce out of it and computes them for every row.
  const judged = `case when ${sourceValue} is not null and ${targetValue} is not null then ${valuesDisagree} else ${textsDiffer} end`;
  return {
    ...common,
    sourceValue,
    targetValue,
    differs: normalisesAlike(column) ? rawFirst(sourceCell, targetCell, judged) : `(${judged})`,
    valuesDiffer: `(case when ${sourceValue} <> ${targetValue} then true else false end)`,
  };
}

/**
 * Whether equal raw text on both sides means equal canonical values in this column. That a side was seen to be written plainly
 * changes how its cells are read, not what they mean.
 */
export function normalisesAlike({ specs }: ColumnPlan): boolean {
  const meaning = (spec: CanonicalSpec) => JSON.stringify({ ...spec, plain: undefined });
  return meaning(specs.source) === meaning(specs.target);
}

function rawFirst(sourceCell: string, targetCell: string, otherwise: string): string {
  return `(case when ${sourceCell} is not distinct from ${targetCell} then false else ${otherwise} end)`;
}

/**
 * Text that is equal in lower case and without outer spaces has equal canonical text, at a tenth of the cost. Code points are as many
 * as bytes in ASCII alone; elsewhere the exception is I with a dot above, whose lower case depends on how it is composed (found by
 * trying every code point with every mark).
 */
function lowerFirst(source: string, target: string, otherwise: string): string {
  const dotted = ['\u0307', '\u0130'].flatMap((mark) => [source, target].map((cell) => `contains(${cell}, '${mark}')`));
  const certain = `case when strlen(${source}) = length(${source}) then true else not (${dotted.join(' or ')}) end`;
  const lengthsAgree = `strlen(${source}) = strlen(${target})`;
  const equal = (text: (cell: string) => string) => `lower(${text(source)}) = lower(${text(target)}) and ${certain}`;
  return `case when ${lengthsAgree} and ${equal((cell) => cell)} then false
    when ${equal(withoutOuterSpaces)} then false else ${otherwise} end`;
}

/** DuckDB's trim and rtrim walk the whole text by code points (1 µs for 40 characters); its ltrim stops at the first that stays. */
function withoutOuterSpaces(cell: string): string {
  return `(case when suffix(${cell}, ' ') then trim(${cell}) when ${cell} < '!' then ltrim(${cell}) else ${cell} end)`;
}

/**
 * Whether a cell is blank. Most cells are told to be filled by their first character, those with one space in front by the first
 * after it; the dear trim is for the rest.
 */
export function blankSql(column: Pick<ColumnPlan, 'nulls'>, cell: string): string {
  return `(not ${filledSql(column, cell)})`;
}

/** Whether something is left of a cell after trimming and the words for null; never NULL. */
export function filledSql(column: Pick<ColumnPlan, 'nulls'>, cell: string): string {
  const rest =
    column.nulls.length > 0 ? `${textCanonicalSql(cell, column.nulls)} is not null` : `${trimmedSql(cell)} <> ''`;
  if (column.nulls.length > 0) return `(case when ${cell} is null then false else ${rest} end)`;
  return `(case when ${cell} >= '!' and ${cell} <= '~' then true when ${cell} >= ' !' and ${cell} <= ' ~' then true
    when ${cell} is null then false else ${rest} end)`;
}

/** Inclusive bounds; the absolute OR the percent bound has to hold, percent of the larger absolute value. */
function outsideTolerance({ tolerance, specs }: ColumnPlan, source: string, target: string): string {
  if (tolerance === undefined || specs.source.kind !== 'decimal') return `${source} <> ${target}`;
  const difference = `abs(${source} - ${target})`;
  const within = [
    ...(tolerance.absolute === undefined ? [] : [`${difference} <= ${boundSql(tolerance.absolute, specs.source)}`]),
    ...(tolerance.percent === undefined
      ? []
      : [`${difference} * 100 <= ${tolerance.percent} * greatest(abs(${source}), abs(${target}))`]),
  ];
  return `not (${source} = ${target}${within.map((bound) => ` or ${bound}`).join('')})`;
}

/** A bound in the type of the differences: cut to their scale, below which none of them has a digit. */
function boundSql(bound: string, { scale }: { readonly scale: number }): string {
  const [whole = '0', fraction = ''] = bound.split('.');
  const cut = scale === 0 ? whole : `${whole}.${fraction.slice(0, scale).padEnd(scale, '0')}`;
  return `'${cut}'::decimal(38, ${scale})`;
}
