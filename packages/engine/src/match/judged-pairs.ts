import type { Side } from '@reconcyl/contracts';
import { canonicalSql } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';
import { type CellSql, judgeCells, judgements, normalisesAlike } from './compare-column.ts';
import { writtenAsTarget } from './written-as-target.ts';

/** Names in a relation of pairs: the cell of a column on a side, its canonical value, and whether the side has a record. */
export const cellName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}c${index}`;
export const valueName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}v${index}`;
export const hereName = { source: 's_here', target: 't_here' } as const;
/** How the pair's cells of a column were judged: one of `judgements`, 0 where the pair is not matched. */
export const judgementName = ({ sourceIndex }: ColumnPlan) => `j${sourceIndex}`;
export const bothHere = `${hereName.source} and ${hereName.target}`;

/** The pieces that judge a column in a relation of judged pairs. */
export function pairSql(column: ColumnPlan): CellSql {
  const { sourceIndex, targetIndex } = column;
  return judgeCells(
    column,
    cellName('source', sourceIndex),
    cellName('target', targetIndex),
    valueName('source', sourceIndex),
    valueName('target', targetIndex),
  );
}

/**
 * A relation of pairs (`s_here`, `t_here`, the cells of `columns` and whatever else it has) with what is asked more than once:
 * - `same`: both records are there and the raw text of every column that both sides normalise alike is equal;
 * - the canonical values of columns that are not text;
 * - `j<index>`: how the cells of each of the `judged` columns were judged.
 *
 * `known` are columns in which every target record is matched by a record with the same text: what the source's cells told is all
 * there is to know of them. DuckDB takes milliseconds to plan what is not asked.
 */
export function judgedPairs(
  columns: readonly ColumnPlan[],
  judged: readonly ColumnPlan[],
  pairs: string,
  known: ReadonlySet<ColumnPlan> = new Set(),
): string {
  const equal = columns.filter(normalisesAlike).map(sameText);
  const same = `${[`(${bothHere})`, ...equal].join(' and ')} as same`;
  const read = columns.filter(({ kind }) => kind !== 'text');
  const values = `(select ${['*', ...read.map((column) => targetValue(column, known.has(column)))].join(', ')} from
      (select ${['*', same, ...read.map(sourceValue)].join(', ')} from ${pairs}))`;
  return `(select ${['*', ...judged.map(judgement)].join(',\n')} from ${values})`;
}

/** Whether a pair of a relation of judged pairs disagrees in one of these columns. */
export function differsSql(judged: readonly ColumnPlan[]): string {
  const any = judged.map((column) => `${judgementName(column)} = ${judgements.differs}`);
  return `(${any.join(' or ') || 'false'})`;
}

function judgement(column: ColumnPlan): string {
  const unjudged = `not (${bothHere})${normalisesAlike(column) ? ' or same' : ''}`;
  return `case when ${unjudged} then 0 else ${pairSql(column).judgement} end as ${judgementName(column)}`;
}

function sameText({ sourceIndex, targetIndex }: ColumnPlan): string {
  return `${cellName('source', sourceIndex)} is not distinct from ${cellName('target', targetIndex)}`;
}

function sourceValue({ sourceIndex, specs }: ColumnPlan): string {
  return `${canonicalSql(cellName('source', sourceIndex), specs.source)} as ${valueName('source', sourceIndex)}`;
}

/** What the source's cell told is taken over where the target's cell is certain to mean the same. */
function targetValue(column: ColumnPlan, known: boolean): string {
  const { sourceIndex, targetIndex, specs } = column;
  const cell = cellName('target', targetIndex);
  const source = valueName('source', sourceIndex);
  const name = valueName('target', targetIndex);
  if (known) return `case when ${hereName.target} then ${source} end as ${name}`;
  const own = canonicalSql(cell, specs.target);
  if (normalisesAlike(column)) return `case when ${sameText(column)} then ${source} else ${own} end as ${name}`;
  const written = writtenAsTarget(column, source);
  if (written === undefined) return `${own} as ${name}`;
  return `case when ${cell} = ${written} then ${source} else ${own} end as ${name}`;
}
