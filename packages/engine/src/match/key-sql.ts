import type { Side } from '@reconcyl/contracts';
import { canonicalSql, textCanonicalSql } from '../kinds/index.ts';
import type { ColumnPlan, Plan } from '../types.ts';

/** The columns of the plan that make the key, in the key's order. */
export function keyColumns(plan: Pick<Plan, 'columns' | 'key'>): ColumnPlan[] {
  return plan.key.columns.map((name) => {
    const column = plan.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw new TypeError('the plan has a key column that is not among its columns');
    return column;
  });
}

/** Position of a column in the file of a side. */
export function indexOn(column: ColumnPlan, side: Side): number {
  return side === 'source' ? column.sourceIndex : column.targetIndex;
}

/**
 * The canonical parts of a key as SQL text expressions over the cells of one side: equal parts mean equal keys, NULL a blank part.
 * A part of a given kind that does not read in it is compared as text, marked so that it never meets a value.
 */
export function keyParts(plan: Pick<Plan, 'columns' | 'key'>, side: Side, cells: (index: number) => string): string[] {
  return keyColumns(plan).map((column) => {
    const cell = cells(indexOn(column, side));
    const text = textCanonicalSql(cell, column.nulls);
    if (column.kind === 'text') return text;
    const value = `cast(${canonicalSql(cell, column.specs[side])} as varchar)`;
    return `coalesce(${value}, 'text:' || ${text})`;
  });
}

/** The join condition of two lists of key parts: NULL matches NULL. */
export function sameKey(source: readonly string[], target: readonly string[]): string {
  return source.map((part, index) => `${part} is not distinct from ${target[index]}`).join(' and ');
}

/** Whether every part of a key is blank. */
export function blankKey(parts: readonly string[]): string {
  return parts.map((part) => `${part} is null`).join(' and ');
}
