import type { Side } from '@reconcyl/contracts';
import { canonicalSql } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';
import { blankSql, type CellSql, judgeCells, normalisesAlike } from './compare-column.ts';

/** Names in a relation of pairs: the cell of a column on a side, its canonical value, and whether the side has a record. */
export const cellName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}c${index}`;
export const valueName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}v${index}`;
const blankName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}b${index}`;
export const hereName = { source: 's_here', target: 't_here' } as const;
export const bothHere = `${hereName.source} and ${hereName.target}`;

/** The pieces that judge a column in a relation of judged pairs. */
export function pairSql(column: ColumnPlan): CellSql {
  const { sourceIndex, targetIndex } = column;
  return {
    ...judgeCells(
      column,
      cellName('source', sourceIndex),
      cellName('target', targetIndex),
      valueName('source', sourceIndex),
      valueName('target', targetIndex),
    ),
    sourceBlank: blankName('source', sourceIndex),
    targetBlank: blankName('target', targetIndex),
  };
}

/**
 * A relation of pairs (`s_here`, `t_here`, the cells of `columns` and whatever else it has) with what is asked more than once:
 * - `same`: both records are there and the raw text of every column that both sides normalise alike is equal. Such a pair is judged
 *   by this alone, and what was found of its source cells holds for its target cells;
 * - whether a cell is blank, and the canonical values of columns that are not text;
 * - `differs`: a matched pair that disagrees in one of the `judged` columns.
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
  const equal = columns
    .filter(normalisesAlike)
    .map(
      ({ sourceIndex, targetIndex }) =>
        `${cellName('source', sourceIndex)} is not distinct from ${cellName('target', targetIndex)}`,
    );
  const same = `coalesce(${[`(${bothHere})`, ...equal].join(' and ')}, false) as same`;
  return `(select *, ${differsSql(judged)} as differs from
    (select ${['*', ...columns.flatMap((column) => targetColumns(column, known.has(column)))].join(', ')} from
      (select ${['*', same, ...columns.flatMap(sourceColumns)].join(', ')} from ${pairs})))`;
}

function sourceColumns(column: ColumnPlan): string[] {
  const cell = cellName('source', column.sourceIndex);
  const blank = `${blankSql(column, cell)} as ${blankName('source', column.sourceIndex)}`;
  if (column.kind === 'text') return [blank];
  return [blank, `${canonicalSql(cell, column.specs.source)} as ${valueName('source', column.sourceIndex)}`];
}

/** What the source's cell told is taken over where the target's cell is the same text. */
function targetColumns(column: ColumnPlan, known: boolean): string[] {
  const { sourceIndex, targetIndex } = column;
  const cell = cellName('target', targetIndex);
  const isSame = `same or ${cellName('source', sourceIndex)} is not distinct from ${cell}`;
  const unlessSame = (fromSource: string, own: () => string, absent: string) => {
    if (known) return `case when ${hereName.target} then ${fromSource} else ${absent} end`;
    return normalisesAlike(column) ? `case when ${isSame} then ${fromSource} else ${own()} end` : own();
  };
  const blank = unlessSame(blankName('source', sourceIndex), () => blankSql(column, cell), 'true');
  const columns = [`${blank} as ${blankName('target', targetIndex)}`];
  if (column.kind === 'text') return columns;
  const own = () => canonicalSql(cell, column.specs.target);
  const value = unlessSame(valueName('source', sourceIndex), own, 'null');
  return [...columns, `${value} as ${valueName('target', targetIndex)}`];
}

function differsSql(judged: readonly ColumnPlan[]): string {
  const any = (columns: readonly ColumnPlan[]) =>
    columns.map((column) => pairSql(column).differs).join('\n or ') || 'false';
  return `case when not (${bothHere}) then false
    when ${any(judged.filter((column) => !normalisesAlike(column)))} then true
    when same then false else ${any(judged.filter(normalisesAlike))} end`;
}
