import { decimalFormats, findDecimalFormat } from '../decimal-formats.ts';
import type { DecimalCount } from './count.ts';
import { formatHolds } from './read-side.ts';

/** What a format's group may be written with; comma and point are asked for as rivals (`settleRivals`). */
const separators: Readonly<Record<string, string>> = { ' ': ' \u00a0\u2009\u202f', "'": "'\u2019" };
const digit = '[0-9\uff10-\uff19]';

/**
 * Patterns, for SQL and JavaScript alike, of one and of two groups of three digits in a cell that the format reads. Undefined for
 * formats that group with neither blanks nor apostrophes.
 */
export function groupPatterns(format: string): { readonly one: string; readonly two: string } | undefined {
  const written = separators[findDecimalFormat(format)?.group ?? ''];
  if (written === undefined) return undefined;
  const group = `[${written}]${digit}{3}`;
  return { one: digit + group, two: digit + group + group };
}

/**
 * Whether the column itself shows that its blanks or apostrophes group digits: by a second group in some cell, by decimals in some
 * cell, or by groups in most cells and in every number that has a thousand. `91 267` alone may just as well be two codes.
 */
export function showsGroups({ decimals, groupedTwice, grouped, thousands, reads }: DecimalCount): boolean {
  return groupedTwice || decimals > 0 || (grouped > 1 && grouped === thousands && 2 * grouped > reads);
}

/** The same column when a group is none: cells that have one do not read. Undefined when these are too many. */
export function withoutGroups(count: DecimalCount, values: number): DecimalCount | undefined {
  const reads = count.reads - count.grouped;
  const decimal = findDecimalFormat(count.format)?.decimal;
  const format = decimalFormats.find((other) => other.group === '' && other.decimal === decimal);
  if (format === undefined || !formatHolds(reads, values)) return undefined;
  return { ...count, format: format.name, reads, grouped: 0 };
}
