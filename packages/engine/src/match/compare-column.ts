import type { Side } from '@reconcyl/contracts';
import { trimmedSql } from '../kinds/blanks.ts';
import { type CanonicalSpec, canonicalSql, currencySql, fallbackTextSql, textSpecOf } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';
import { withinWindow } from './within-window.ts';

/**
 * How a matched pair of cells was judged, as a small number: agreeing cells below `differs`, by what had to be forgiven. The order
 * is the one in which it is asked.
 */
export const judgements = {
  /** The same text. */
  same: 0,
  /** Text that differs in case alone. */
  case: 1,
  /** Text that differs in outer spaces, and perhaps in case too. */
  spaces: 2,
  /** The same canonical value, written in another way. */
  written: 3,
  /** Two values within a tolerance or a window. */
  forgiven: 4,
  differs: 5,
} as const;

/** The SQL pieces that judge one pair of cells; each is an expression over the two cells, NULL = blank. */
export interface CellSql {
  /** One of `judgements`; never NULL. */
  readonly judgement: string;
  /** True when the cells disagree, false when they agree; never NULL. */
  readonly differs: string;
}

/** The pieces for two cells alone. */
export function cellSql(column: ColumnPlan, sourceCell: string, targetCell: string): CellSql {
  const value = (cell: string, side: Side) =>
    column.kind === 'text' ? 'NULL' : canonicalSql(cell, column.specs[side]);
  return judgeCells(column, sourceCell, targetCell, value(sourceCell, 'source'), value(targetCell, 'target'));
}

/**
 * The pieces for two cells whose values stand in columns already. Raw text is compared first, where equal text is certain to mean
 * equal values: that is where both sides normalise the column alike. Only the rest is normalised.
 */
export function judgeCells(
  column: ColumnPlan,
  sourceCell: string,
  targetCell: string,
  sourceValue: string,
  targetValue: string,
): CellSql {
  const judgement =
    column.kind === 'text'
      ? judgeTexts(column, sourceCell, targetCell)
      : judgeValues(column, sourceCell, targetCell, sourceValue, targetValue);
  return { judgement, differs: `(${judgement} = ${judgements.differs})` };
}

function judgeTexts(column: ColumnPlan, source: string, target: string): string {
  const { specs } = column;
  const canonical = `${canonicalSql(source, specs.source)} is not distinct from ${canonicalSql(target, specs.target)}`;
  const rest = `case when ${canonical} then ${judgements.written} else ${judgements.differs} end`;
  if (!normalisesAlike(column))
    return `(case when ${canonical} then ${unlessSame(source, target)} else ${judgements.differs} end)`;
  const lower = ignoresCase(specs.source) ? lowerFirst(source, target) : '';
  return `(case when ${source} is not distinct from ${target} then ${judgements.same} ${lower} else ${rest} end)`;
}

function judgeValues(
  column: ColumnPlan,
  source: string,
  target: string,
  sourceValue: string,
  targetValue: string,
): string {
  const { same, written, forgiven, differs } = judgements;
  const alike = normalisesAlike(column);
  const agrees = alike ? written : unlessSame(source, target);
  const { specs } = column;
  const near = [
    ...withinTolerance(column, sourceValue, targetValue),
    ...withinWindow(column, sourceValue, targetValue),
  ];
  // Where neither side reads, and only there, the texts decide: `1.234` may be another number in the other file. A CASE, as DuckDB
  // takes the dear parts of a coalesce out of it and computes them for every row.
  const values = `when ${sourceValue} is not null and ${targetValue} is not null then
    case ${otherCurrency(column, source, target)} when ${sourceValue} = ${targetValue} then ${agrees}
      ${near.map((condition) => `when ${condition} then ${forgiven}`).join(' ')} else ${differs} end`;
  const texts = `when ${sourceValue} is null and ${targetValue} is null and
    ${fallbackTextSql(source, specs.source)} is not distinct from ${fallbackTextSql(target, specs.target)} then ${agrees}`;
  const raw = alike ? `when ${source} is not distinct from ${target} then ${same}` : '';
  return `(case ${raw} ${values} ${texts} else ${differs} end)`;
}

/** Two different currencies never agree, tolerance or not; one against none does. */
function otherCurrency({ specs }: ColumnPlan, source: string, target: string): string {
  const { source: ours, target: theirs } = specs;
  if (ours.kind !== 'decimal' || theirs.kind !== 'decimal' || !ours.currency || !theirs.currency) return '';
  return `when ${currencySql(source, ours)} <> ${currencySql(target, theirs)} then ${judgements.differs}`;
}

/**
 * Whether equal raw text on both sides means equal canonical values in this column. That a side was seen to be written plainly
 * changes how its cells are read, not what they mean.
 */
export function normalisesAlike({ specs }: ColumnPlan): boolean {
  const meaning = (spec: CanonicalSpec) => JSON.stringify({ ...spec, plain: undefined, derived: undefined });
  return meaning(specs.source) === meaning(specs.target);
}

/** Of two cells that agree whatever their text. */
function unlessSame(source: string, target: string): string {
  return `case when ${source} is not distinct from ${target} then ${judgements.same} else ${judgements.written} end`;
}

/** Whether two texts that are equal in lower case are certain to have the same canonical text. */
function ignoresCase(spec: CanonicalSpec): boolean {
  return spec.kind === 'text' && spec.keepCase !== true && spec.extract === undefined;
}

/**
 * Text that is equal in lower case and without outer spaces has equal canonical text, at a tenth of the cost. Code points are as many
 * as bytes in ASCII alone; elsewhere the exception is I with a dot above, whose lower case depends on how it is composed (found by
 * trying every code point with every mark).
 */
function lowerFirst(source: string, target: string): string {
  const dotted = ['\u0307', '\u0130'].flatMap((mark) => [source, target].map((cell) => `contains(${cell}, '${mark}')`));
  const certain = `case when strlen(${source}) = length(${source}) then true else not (${dotted.join(' or ')}) end`;
  const lengthsAgree = `strlen(${source}) = strlen(${target})`;
  const equal = (text: (cell: string) => string) => `lower(${text(source)}) = lower(${text(target)}) and ${certain}`;
  return `when ${lengthsAgree} and ${equal((cell) => cell)} then ${judgements.case}
    when ${equal(withoutOuterSpaces)} then ${judgements.spaces}`;
}

/** DuckDB's trim and rtrim walk the whole text by code points (1 µs for 40 characters); its ltrim stops at the first that stays. */
function withoutOuterSpaces(cell: string): string {
  return `(case when suffix(${cell}, ' ') then trim(${cell}) when ${cell} < '!' then ltrim(${cell}) else ${cell} end)`;
}

/**
 * Whether something is left of a cell after extraction, trimming and the words for null; never NULL. Most cells are told to be filled
 * by their first character, those with one space in front by the first after it; the dear trim is for the rest.
 */
export function filledSql(spec: CanonicalSpec, cell: string): string {
  if (JSON.stringify(textSpecOf(spec)) !== JSON.stringify({ kind: 'text', nulls: [] })) {
    return `(case when ${cell} is null then false else ${fallbackTextSql(cell, spec)} is not null end)`;
  }
  return `(case when ${cell} >= '!' and ${cell} <= '~' then true when ${cell} >= ' !' and ${cell} <= ' ~' then true
    when ${cell} is null then false else ${trimmedSql(cell)} <> '' end)`;
}

/** Inclusive bounds; the absolute OR the percent bound has to hold, percent of the larger absolute value. */
function withinTolerance({ tolerance, specs }: ColumnPlan, source: string, target: string): string[] {
  if (tolerance === undefined || specs.source.kind !== 'decimal') return [];
  const difference = `abs(${source} - ${target})`;
  return [
    ...(tolerance.absolute === undefined ? [] : [`${difference} <= ${boundSql(tolerance.absolute, specs.source)}`]),
    ...(tolerance.percent === undefined
      ? []
      : [`${difference} * 100 <= ${tolerance.percent} * greatest(abs(${source}), abs(${target}))`]),
  ];
}

/** A bound in the type of the differences: cut to their scale, below which none of them has a digit. */
function boundSql(bound: string, { scale }: { readonly scale: number }): string {
  const [whole = '0', fraction = ''] = bound.split('.');
  const cut = scale === 0 ? whole : `${whole}.${fraction.slice(0, scale).padEnd(scale, '0')}`;
  return `'${cut}'::decimal(38, ${scale})`;
}
