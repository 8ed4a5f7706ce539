import { quoteLiteral } from '../duckdb/quote.ts';

/** The cell, or the first group of the expression where that matches; NULL when the group is empty. */
export function extractedSql(cell: string, expression: string | undefined): string {
  if (expression === undefined) return cell;
  const pattern = quoteLiteral(expression);
  return `CASE WHEN regexp_matches(${cell}, ${pattern}) THEN nullif(regexp_extract(${cell}, ${pattern}, 1), '') ELSE ${cell} END`;
}

/** Whether an expression has a group that captures; RE2 writes one as `(…)` or `(?P<name>…)`. */
export function hasGroup(expression: string): boolean {
  const plain = expression
    .replace(/\\Q[\s\S]*?(?:\\E|$)/g, '')
    .replace(/\\[\s\S]/g, '')
    .replace(/\[\^?\]?(?:\[:\^?[a-z]+:\]|[^\]])*\]/g, '');
  return /\((?!\?)|\(\?P?</.test(plain);
}
