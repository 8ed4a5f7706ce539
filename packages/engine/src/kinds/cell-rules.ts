import type { CanonicalSpec } from './canonical-spec.ts';
import { equivalentSql, wordSql } from './equivalents.ts';
import { extractedSql } from './extract.ts';
import { textCanonicalSql } from './text.ts';
import { withSql } from './with.ts';

/** The rules that every kind has, before a cell is read. */
export type CellRules = Pick<CanonicalSpec, 'nulls' | 'equivalents' | 'extract'>;

/**
 * Extracts, makes null words NULL, puts the first of its list in the place of a word, and gives what is left to `read`. Without
 * rules it is `read(cell)` itself.
 *
 * @param canonical By which equivalents are compared; default text when absent.
 */
export function ruledSql(
  cell: string,
  rules: CellRules,
  read: (text: string) => string,
  canonical?: (text: string) => string,
): string {
  const { nulls, equivalents = [], extract } = rules;
  if (extract !== undefined) {
    return withSql('part_', extractedSql(cell, extract), ruledSql('part_', { nulls, equivalents }, read, canonical));
  }
  const value =
    equivalents.length === 0
      ? read(cell)
      : withSql('same_', equivalentSql(cell, equivalents, canonical), read('same_'));
  if (nulls.length === 0) return value;
  return `CASE WHEN ${textCanonicalSql(cell)} IN (${nulls.map(wordSql).join(', ')}) THEN NULL ELSE ${value} END`;
}

/** A null word without a digit reads as no number and no date, so there is nothing to do for it. */
export function readableNulls(nulls: readonly string[]): readonly string[] {
  return nulls.filter((word) => /\p{Nd}/u.test(word));
}
