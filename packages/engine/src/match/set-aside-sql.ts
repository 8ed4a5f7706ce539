import { quoteLiteral } from '../duckdb/quote.ts';
import { canonicalSql, textCanonicalSql } from '../kinds/index.ts';
import { boundKind } from '../ruleset/scope-bound.ts';
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
  const conditions = [
    ...(words === undefined
      ? []
      : [`${textCanonicalSql(cell)} in (${words.map((word) => textCanonicalSql(quoteLiteral(word))).join(', ')})`]),
    ...(from === undefined ? [] : [boundSql(cell, '>=', from, spec)]),
    ...(to === undefined ? [] : [boundSql(cell, '<=', to, spec)]),
  ];
  return conditions.map((condition) => `coalesce(${condition}, false)`).join(' and ') || 'true';
}

/** Compares as numbers or days where the bound is one and the column's cells are read as such; a cell that is none as text. */
function boundSql(cell: string, operator: '>=' | '<=', bound: string, spec: ScopeCondition['spec']): string {
  const asText = `${textCanonicalSql(cell)} ${operator} ${textCanonicalSql(quoteLiteral(bound))}`;
  if (spec === undefined) return asText;
  const value = canonicalSql(cell, spec);
  const typed = (left: string, right: string) =>
    `case when ${value} is not null then ${left} ${operator} ${right} else ${asText} end`;
  const kind = boundKind(bound);
  if (spec.kind === 'decimal' && kind === 'number') return typed(value, bound);
  const isOfDays = spec.kind === 'date' || spec.kind === 'timestamp';
  return isOfDays && kind === 'date' ? typed(`cast(${value} as date)`, `date ${quoteLiteral(bound)}`) : asText;
}
