import { quoteLiteral } from '../duckdb/quote.ts';
import type { CanonicalSpec } from './canonical-spec.ts';
import { decimalSql } from './decimal.ts';
import { dateSql, timestampSql } from './temporal.ts';
import { textCanonicalSql } from './text.ts';

/**
 * SQL expression of a cell's canonical value: VARCHAR, DECIMAL(width, scale), DATE or TIMESTAMP (UTC) by the kind. NULL when the
 * cell is blank, one of the nulls, does not read in the kind, or has more digits than the spec holds: `unreadableSql` tells
 * these apart.
 *
 * @param cell SQL expression of a VARCHAR, NULL when blank. It stands several times in the result: name a column, do not compute.
 */
export function canonicalSql(cell: string, spec: CanonicalSpec): string {
  switch (spec.kind) {
    case 'text':
    case 'boolean':
      return textCanonicalSql(cell, spec.nulls);
    case 'decimal':
      return unlessNullSql(cell, spec.nulls, decimalSql(cell, spec));
    case 'date':
      return unlessNullSql(cell, spec.nulls, dateSql(cell, spec.format));
    case 'timestamp':
      return unlessNullSql(cell, spec.nulls, timestampSql(cell, spec.format, spec.zone));
  }
}

/** Whether the cell holds something that is neither blank nor a null word, and does not read in its kind. Never true for text. */
export function isUnreadableSql(cell: string, spec: CanonicalSpec): string {
  if (spec.kind === 'text') return 'false';
  // The dear test of what is blank runs only where nothing was read.
  const meaning = textCanonicalSql(cell, spec.nulls);
  return `CASE WHEN ${cell} IS NULL OR ${canonicalSql(cell, spec)} IS NOT NULL THEN false ELSE ${meaning} IS NOT NULL END`;
}

/** A null word without a digit reads in no kind but text, so there is nothing to do for it. */
function unlessNullSql(cell: string, nulls: readonly string[], canonical: string): string {
  const words = nulls.filter((word) => /\p{Nd}/u.test(word));
  if (words.length === 0) return canonical;
  const isNull = `${textCanonicalSql(cell)} IN (${words.map((word) => textCanonicalSql(quoteLiteral(word))).join(', ')})`;
  return `CASE WHEN ${isNull} THEN NULL ELSE ${canonical} END`;
}
