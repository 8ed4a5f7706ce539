import type { Side } from '@reconcyl/contracts';
import { canonicalSql, currencySql, fallbackTextSql } from '../kinds/index.ts';
import { normaliseColumnName } from '../reading/index.ts';
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

/** Whether a column is compared beside the key. Where rows are matched whole, every column is. */
export function isCompared({ key }: Pick<Plan, 'key'>, column: ColumnPlan): boolean {
  return key.wholeRow === true || !key.columns.includes(column.name);
}

/**
 * Columns in the order of their names, which both files and all runs share: contents are compared in it. A pair with two names
 * stands under the smaller one, so that the order is the same with the sides swapped.
 */
export function byName(columns: readonly ColumnPlan[]): ColumnPlan[] {
  const name = (column: ColumnPlan) => {
    const names = [normaliseColumnName(column.name), normaliseColumnName(column.targetName)];
    return names.sort().join('\0');
  };
  const named = columns.map((column) => ({ column, name: name(column) }));
  return named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map(({ column }) => column);
}

/**
 * The canonical parts of a key as SQL text expressions over the cells of one side: equal parts mean equal keys, NULL a blank part.
 */
export function keyParts(plan: Pick<Plan, 'columns' | 'key'>, side: Side, cells: (index: number) => string): string[] {
  return keyColumns(plan).map((column) => canonicalText(column, side, cells(indexOn(column, side))));
}

/**
 * The canonical value of a cell as text, with its currency; NULL when blank. A cell that does not read in its column's kind is text, marked so that
 * it never meets a value. `text` is where that text stands already.
 */
export function canonicalText(column: ColumnPlan, side: Side, cell: string, text?: string): string {
  const spec = column.specs[side];
  if (spec.kind === 'text') return text ?? canonicalSql(cell, spec);
  const value = `cast(${canonicalSql(cell, spec)} as varchar)`;
  const isMoney = spec.kind === 'decimal' && spec.currency === true;
  const full = isMoney ? `${value} || coalesce(' ' || ${currencySql(cell, spec)}, '')` : value;
  return `coalesce(${full}, 'text:' || ${text ?? fallbackTextSql(cell, spec)})`;
}

/** The join condition of two lists of key parts: NULL matches NULL. */
export function sameKey(source: readonly string[], target: readonly string[]): string {
  return source.map((part, index) => `${part} is not distinct from ${target[index]}`).join(' and ');
}

/** The same of two relations that have the parts as columns k0, k1 …, such as the tables of keys. */
export function sameStoredKey({ key }: Pick<Plan, 'key'>, a: string, b: string): string {
  const parts = (alias: string) => key.columns.map((_, index) => `${alias}.k${index}`);
  return sameKey(parts(a), parts(b));
}

/** Expressions over cells as one list of texts, which DuckDB compares and orders as a whole. */
export function textList(expressions: readonly string[]): string {
  return `[${expressions.join(', ')}]::varchar[]`;
}

/** Whether every part of a key is blank. */
export function blankKey(parts: readonly string[]): string {
  return parts.map((part) => `${part} is null`).join(' and ');
}

/** Positions of the cells that are not compared, in the order of their columns' names. */
export function restCells(plan: Pick<Plan, 'columns' | 'readings'>, side: Side): number[] {
  const names = plan.readings[side].columns;
  const compared = new Set(plan.columns.map((column) => indexOn(column, side)));
  const name = (index: number) => names[index] ?? '';
  return Array.from({ length: plan.readings[side].csv.columnCount }, (_, index) => index)
    .filter((index) => !compared.has(index))
    .sort((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : a - b));
}
