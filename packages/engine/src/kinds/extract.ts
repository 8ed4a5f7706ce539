import { quoteLiteral } from '../duckdb/quote.ts';

/** The cell, or the first group of the expression where that matches; NULL when the group is empty. */
export function extractedSql(cell: string, expression: string | undefined): string {
  if (expression === undefined) return cell;
  const pattern = quoteLiteral(expression);
  return `CASE WHEN regexp_matches(${cell}, ${pattern}) THEN nullif(regexp_extract(${cell}, ${pattern}, 1), '') ELSE ${cell} END`;
}
