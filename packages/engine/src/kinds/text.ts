import { quoteLiteral } from '../duckdb/quote.ts';
import { withoutAccentsSql } from './accents.ts';
import { blanks, trimmedSql } from './blanks.ts';
import type { TextSpec } from './canonical-spec.ts';
import { nfkcSql } from './compatibility.ts';

/**
 * Canonical text of a cell: NFC, trimmed at both ends, simple lower case per code point (ς as σ, İ as i; ß and ı stay), NULL when
 * blank or one of `nulls`. Three tiers, as NFC costs 50 times what lower case costs: plain ASCII without outer blanks, code
 * points below U+0300 (in which nothing composes), and the rest.
 *
 * @param cell SQL expression of a VARCHAR, NULL when blank. It stands several times in the result.
 */
export function textCanonicalSql(cell: string, nulls: readonly string[] = []): string {
  const canonical = withoutNullsSql(cell);
  if (nulls.length === 0) return canonical;
  const words = nulls.map((word) => withoutNullsSql(quoteLiteral(word)));
  // coalesce: a word that is blank itself must not make the whole IN unknown.
  return `CASE WHEN coalesce(${canonical} IN (${words.join(', ')}), false) THEN NULL ELSE ${canonical} END`;
}

function withoutNullsSql(cell: string): string {
  // Bytes equal to code points: ASCII. The controls that count as blank sort before '!'.
  const plain = `strlen(${cell}) = length(${cell}) AND ${cell} >= '!' AND array_extract(${cell}, -1) >= '!'`;
  const latin = `NOT regexp_matches(${cell}, '[^\\x{0}-\\x{2FF}]')`;
  const trimmed = trimmedSql(cell);
  // NFC again after lower case: J with caron has no single code point, its small letter has one.
  const full = `nfc_normalize(replace(lower(nfc_normalize(${trimmed})), 'ς', 'σ'))`;
  return `CASE WHEN ${plain} THEN lower(${cell}) WHEN ${latin} THEN nullif(lower(${trimmed}), '') ELSE nullif(${full}, '') END`;
}

export type TextOptions = Omit<TextSpec, 'kind' | 'nulls' | 'equivalents' | 'extract'>;

/**
 * Canonical text by the options of a rule: compatibility forms, case, accents, punctuation, inner blanks, leading zeros, in this
 * order, so that twice is as once. NULL for a blank cell alone: what is nothing but punctuation is '', which is not blank.
 */
export function textByOptionsSql(cell: string, options: TextOptions): string {
  const { keepCase, collapseBlanks, ignoreAccents, ignorePunctuation, ignoreLeadingZeros, nfkc } = options;
  if (!hasOptions(options)) return textCanonicalSql(cell);
  const filled = `nullif(${trimmedSql(cell)}, '')`;
  const steps: ((text: string) => string)[] = [];
  // Lower case may compose: J with caron has no single code point, its small letter has one.
  if (!keepCase) steps.push((text) => `nfc_normalize(replace(lower(${text}), 'ς', 'σ'))`);
  if (ignoreAccents) steps.push(withoutAccentsSql);
  if (ignorePunctuation) steps.push((text) => `nfc_normalize(regexp_replace(${text}, '[\\p{P}\\p{S}]+', '', 'g'))`);
  if (collapseBlanks) steps.push((text) => `regexp_replace(${text}, ${quoteLiteral(`[${blanks}]+`)}, ' ', 'g')`);
  if (nfkc || ignoreAccents || ignorePunctuation) steps.push(trimmedSql);
  // One zero stays where nothing else would. Blanks that would then stand in front go with the zeros.
  if (ignoreLeadingZeros) {
    steps.push((text) => `regexp_replace(${text}, ${quoteLiteral(`(?s)^0[0${blanks}]*(.)`)}, '\\1')`);
  }
  return steps.reduce((text, step) => step(text), nfkc ? nfkcSql(filled) : `nfc_normalize(${filled})`);
}

export function hasOptions(options: TextOptions): boolean {
  return Object.values(options).includes(true);
}
