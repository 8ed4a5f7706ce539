import { quoteLiteral } from '../duckdb/quote.ts';
import { canonicalSql, textCanonicalSql } from '../kinds/index.ts';
import type { ClosingRow, ScopeCondition, SetAsideRules } from '../types.ts';

/** Condition over c0, c1 … that holds for the records that are compared; undefined when all of them are. Never NULL. */
export function keptSql(rules: SetAsideRules | undefined): string | undefined {
  if (rules === undefined) return undefined;
  const conditions = [...rules.scope.map(inScopeSql), ...rules.closing.map((row) => `not (${isRowSql(row)})`)];
  return conditions.length === 0 ? undefined : conditions.map((condition) => `(${condition})`).join(' and ');
}

/** Condition that holds for the records in scope. Never NULL; a blank cell is in no scope. */
export function scopeSql(scope: readonly ScopeCondition[]): string {
  return scope.map((condition) => `(${inScopeSql(condition)})`).join(' and ') || 'true';
}

/** Condition that holds for a closing row alone. Never NULL. */
export function isRowSql({ cells, by }: Pick<ClosingRow, 'cells' | 'by'>): string {
  const same = by.map((index) => {
    const cell = cells[index] ?? '';
    return cell === '' ? `c${index} is null` : `c${index} is not distinct from ${quoteLiteral(cell)}`;
  });
  return same.join(' and ') || 'false';
}

function inScopeSql({ index, in: words, from, to, spec }: ScopeCondition): string {
  const cell = `c${index}`;
  const bound = (operator: '>=' | '<=', text: string): string => {
    const asText = `${textCanonicalSql(cell)} ${operator} ${textCanonicalSql(quoteLiteral(text))}`;
    const typed = typedBound(cell, operator, text, spec);
    return typed ?? asText;
  };
  const conditions = [
    ...(words === undefined
      ? []
      : [`${textCanonicalSql(cell)} in (${words.map((word) => textCanonicalSql(quoteLiteral(word))).join(', ')})`]),
    ...(from === undefined ? [] : [bound('>=', from)]),
    ...(to === undefined ? [] : [bound('<=', to)]),
  ];
  return conditions.map((condition) => `coalesce(${condition}, false)`).join(' and ') || 'true';
}

/** Compares as numbers or days where the bound is one and the column's cells are read as such; a cell that is none as text. */
function typedBound(cell: string, operator: string, text: string, spec: ScopeCondition['spec']): string | undefined {
  if (spec === undefined) return undefined;
  const value = canonicalSql(cell, spec);
  const asText = `${textCanonicalSql(cell)} ${operator} ${textCanonicalSql(quoteLiteral(text))}`;
  const compared = (left: string, right: string) =>
    `case when ${value} is not null then ${left} ${operator} ${right} else ${asText} end`;
  if (spec.kind === 'decimal' && isNumberBound(text)) return compared(value, text);
  if ((spec.kind === 'date' || spec.kind === 'timestamp') && isDayBound(text)) {
    return compared(`cast(${value} as date)`, `date '${text}'`);
  }
  return undefined;
}

/** A plain number, which is a literal of SQL as it stands. */
export function isNumberBound(text: string): boolean {
  return /^-?\d{1,18}(\.\d{1,18})?$/.test(text);
}

export function isDayBound(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
