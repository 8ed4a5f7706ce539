import type { Side } from '@reconcyl/contracts';
import { canonicalSql } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';
import { ownAmountSql } from './amounts.ts';
import { type CellSql, judgeCells, judgements, normalisesAlike } from './compare-column.ts';
import { indexOn } from './key-sql.ts';
import { writtenAsTarget } from './written-as-target.ts';

/** Names in a relation of pairs: the cell of a column on a side, its canonical value, and whether the side has a record. */
export const cellName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}c${index}`;
export const valueName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}v${index}`;
const amountName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}a${index}`;
export const hereName = { source: 's_here', target: 't_here' } as const;
/** How the pair's cells of a column were judged: one of `judgements`, 0 where the pair is not matched. */
export const judgementName = ({ sourceIndex }: ColumnPlan) => `j${sourceIndex}`;
export const bothHere = `${hereName.source} and ${hereName.target}`;

/** Where the amount of a decimal cell stands: in a column of its own only where it is not the canonical value. */
export function amountOf(column: ColumnPlan, side: Side): string {
  const index = indexOn(column, side);
  return ownAmountSql(column, side, 'x') === undefined ? valueName(side, index) : amountName(side, index);
}

/** The pieces that judge a column in a relation of judged pairs. */
function pairSql(column: ColumnPlan): CellSql {
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
 * - the canonical values of columns that are not text, and the amounts that are not these;
 * - `j<index>`: how the cells of each of the `judged` columns were judged.
 */
export function judgedPairs(columns: readonly ColumnPlan[], judged: readonly ColumnPlan[], pairs: string): string {
  const equal = columns.filter(normalisesAlike).map(sameText);
  const same = `${[`(${bothHere})`, ...equal].join(' and ')} as same`;
  const read = columns.filter(({ kind }) => kind !== 'text');
  const values = `(select ${['*', ...read.flatMap(targetValues)].join(', ')} from
      (select ${['*', same, ...read.flatMap(sourceValues)].join(', ')} from ${pairs}))`;
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

/** The canonical value of the source's cell, and its amount where that is another. */
export function sourceValues(column: ColumnPlan): string[] {
  const { sourceIndex, specs } = column;
  const cell = cellName('source', sourceIndex);
  const amount = ownAmountSql(column, 'source', cell);
  return [
    `${canonicalSql(cell, specs.source)} as ${valueName('source', sourceIndex)}`,
    ...(amount === undefined ? [] : [`${amount} as ${amountName('source', sourceIndex)}`]),
  ];
}

/** What the source's cell told is taken over where the target's cell is certain to mean the same. */
function targetValues(column: ColumnPlan): string[] {
  const { sourceIndex, targetIndex, specs } = column;
  const cell = cellName('target', targetIndex);
  const unlessKnown = (fromSource: string, own: string, name: string) => {
    if (normalisesAlike(column)) return `case when ${sameText(column)} then ${fromSource} else ${own} end as ${name}`;
    return `${own} as ${name}`;
  };
  const source = valueName('source', sourceIndex);
  const written = writtenAsTarget(column, source);
  const canonical = canonicalSql(cell, specs.target);
  const value =
    written === undefined ? canonical : `case when ${cell} = ${written} then ${source} else ${canonical} end`;
  const amount = ownAmountSql(column, 'target', cell);
  return [
    unlessKnown(source, value, valueName('target', targetIndex)),
    ...(amount === undefined
      ? []
      : [unlessKnown(amountOf(column, 'source'), amount, amountName('target', targetIndex))]),
  ];
}
