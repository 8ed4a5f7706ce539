import type { Side } from '@reconcyl/contracts';
import { canonicalSql } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';
import { type CellSql, judgeCells, normalisesAlike } from './compare-column.ts';

/** Names in a relation of pairs: the cell of a column on a side, its canonical value, and whether the side has a record. */
export const cellName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}c${index}`;
export const valueName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}v${index}`;
export const hereName = { source: 's_here', target: 't_here' } as const;
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
 * - `same`: both records are there and the raw text of every column that both sides normalise alike is equal. Such a pair is judged
 *   by this alone, and what is known of its source cells holds for its target cells;
 * - the canonical values of columns that are not text, computed for the target only where it is not the same;
 * - `differs`: a matched pair that disagrees in one of the `judged` columns.
 */
export function judgedPairs(columns: readonly ColumnPlan[], judged: readonly ColumnPlan[], pairs: string): string {
  const alike = columns.filter(normalisesAlike);
  const equal = alike.map(
    ({ sourceIndex, targetIndex }) =>
      `${cellName('source', sourceIndex)} is not distinct from ${cellName('target', targetIndex)}`,
  );
  const same = [`(${bothHere})`, ...equal].join(' and ');
  const valued = columns.filter(({ kind }) => kind !== 'text');
  const sourceValues = valued.map(
    ({ sourceIndex, specs }) =>
      `${canonicalSql(cellName('source', sourceIndex), specs.source)} as ${valueName('source', sourceIndex)}`,
  );
  const targetValues = valued.map((column) => {
    const value = canonicalSql(cellName('target', column.targetIndex), column.specs.target);
    const lazy = `case when same then ${valueName('source', column.sourceIndex)} else ${value} end`;
    return `${normalisesAlike(column) ? lazy : value} as ${valueName('target', column.targetIndex)}`;
  });
  const never = judged.filter((column) => !normalisesAlike(column)).map((column) => pairSql(column).differs);
  const perhaps = judged.filter(normalisesAlike).map((column) => pairSql(column).differs);
  const differs = `case when not (${bothHere}) then false
    ${never.length === 0 ? '' : `when ${never.join(' or ')} then true`}
    when same then false else ${perhaps.length === 0 ? 'false' : perhaps.join('\n or ')} end`;
  return `(select *, ${differs} as differs from
    (select ${['*', ...targetValues].join(', ')} from
      (select *, ${[`coalesce(${same}, false) as same`, ...sourceValues].join(', ')} from ${pairs})))`;
}
