import { booleanSql } from './boolean.ts';
import type { CanonicalSpec, TextSpec } from './canonical-spec.ts';
import { readableNulls, ruledSql } from './cell-rules.ts';
import { decimalValueSql } from './decimal-value.ts';
import { dateSql, timestampSql } from './temporal.ts';
import { hasOptions, textByOptionsSql, textCanonicalSql } from './text.ts';

/**
 * SQL expression of a cell's canonical value: VARCHAR, DECIMAL(width, scale), DATE, TIMESTAMP (UTC) or BOOLEAN by the kind. NULL
 * when the cell is blank, one of the nulls, does not read in the kind, or has more digits than the spec holds: `isUnreadableSql`
 * tells these apart. The order is fixed: extract, trim, nulls, equivalents, kind, rounding.
 *
 * @param cell SQL expression of a VARCHAR, NULL when blank. It stands several times in the result: name a column, do not compute.
 */
export function canonicalSql(cell: string, spec: CanonicalSpec): string {
  switch (spec.kind) {
    case 'text':
      return textSql(cell, spec);
    case 'boolean':
      return ruledSql(cell, spec, (text) => booleanSql(text, spec));
    case 'decimal':
      return decimalValueSql(cell, spec);
    case 'date':
      return ruledSql(cell, withReadableNulls(spec), (text) => dateSql(text, spec.format, spec.pivot));
    case 'timestamp':
      return ruledSql(cell, withReadableNulls(spec), (text) => timestampSql(text, spec));
  }
}

/** Whether the cell holds something that is neither blank nor a null word, and does not read in its kind. Never true for text. */
export function isUnreadableSql(cell: string, spec: CanonicalSpec): string {
  if (spec.kind === 'text') return 'false';
  // The dear test of what is blank runs only where nothing was read.
  const meaning = fallbackTextSql(cell, spec);
  return `CASE WHEN ${cell} IS NULL OR ${canonicalSql(cell, spec)} IS NOT NULL THEN false ELSE ${meaning} IS NOT NULL END`;
}

/**
 * The text by which a cell is compared that does not read in its kind: canonical text after extraction, nulls and equivalents. For
 * text it is the canonical value. NULL when blank or one of the nulls.
 */
export function fallbackTextSql(cell: string, spec: CanonicalSpec): string {
  return textSql(cell, textSpecOf(spec));
}

/** The spec of a column that is compared as text after all. */
export function textSpecOf(spec: CanonicalSpec): TextSpec {
  if (spec.kind === 'text') return spec;
  const { nulls, equivalents, extract } = spec;
  return {
    kind: 'text',
    nulls,
    ...(equivalents === undefined ? {} : { equivalents }),
    ...(extract === undefined ? {} : { extract }),
  };
}

function textSql(cell: string, spec: TextSpec): string {
  const { kind: _kind, nulls, equivalents, extract, ...options } = spec;
  const plain = !hasOptions(options) && (equivalents ?? []).length === 0 && extract === undefined;
  if (plain) return textCanonicalSql(cell, nulls);
  const canonical = hasOptions(options) ? (text: string) => textByOptionsSql(text, options) : textCanonicalSql;
  return ruledSql(cell, spec, (text) => canonical(text), canonical);
}

function withReadableNulls<Spec extends CanonicalSpec>(spec: Spec): Spec {
  return { ...spec, nulls: readableNulls(spec.nulls) };
}
