import { trimBlanks } from '../../blanks.ts';
import { readDay } from '../read-day.ts';
import { readNumber } from '../read-number.ts';
import type { ColumnCounts, CountRequest, Rivalry } from './count.ts';
import { groupPatterns } from './groups.ts';
import { valueFilter } from './null-words.ts';

/**
 * What `countFormats` finds in full, over cells that are at hand: in a small file nothing is won by asking DuckDB, which takes
 * longer to plan the question than to answer it.
 */
export function countCells(request: CountRequest, cells: readonly string[]): ColumnCounts {
  const saysSomething = valueFilter(request.nulls);
  const values = cells.filter((cell) => saysSomething(trimBlanks(cell)));
  const { decimals, dates, bareExponent, percent, currency } = request;
  const numbers = decimals.map((format) =>
    values.map((cell) => readNumber(cell, format, bareExponent, { percent, currency })),
  );
  const days = dates.map((format) => values.map((cell) => readDay(cell, format)));
  return {
    filled: cells.length,
    ignored: cells.length - values.length,
    decimals: decimals.map((format, rank) => ({
      format,
      ...digitsOf(readOf(numbers[rank])),
      ...groupsOf(
        values.filter((_, index) => numbers[rank]?.[index] !== null),
        readOf(numbers[rank]),
        format,
      ),
    })),
    dates: dates.map((format, rank) => ({ format, reads: readOf(days[rank]).length })),
    decimalRivalry: rivalry(numbers),
    dateRivalry: rivalry(days),
    missed: [],
  };
}

function readOf(readings: readonly (string | null)[] = []): string[] {
  return readings.filter((reading) => reading !== null);
}

function digitsOf(texts: readonly string[]) {
  let [whole, decimals] = [0, 0];
  for (const text of texts) {
    const digits = text.replace(/^[+-]/, '');
    const point = digits.indexOf('.');
    whole = Math.max(whole, point < 0 ? digits.length : point);
    decimals = Math.max(decimals, point < 0 ? 0 : digits.length - point - 1);
  }
  return {
    reads: texts.length,
    whole,
    decimals,
    unsignedIntegers: texts.length > 0 && texts.every((text) => /^\d+$/.test(text)),
    leadingZero: texts.some((text) => /^0./.test(text)),
  };
}

function groupsOf(values: readonly string[], texts: readonly string[], format: string) {
  const patterns = groupPatterns(format);
  if (patterns === undefined) return { grouped: 0, groupedTwice: false, thousands: 0 };
  const [one, two] = [new RegExp(patterns.one), new RegExp(patterns.two)];
  const grouped = values.filter((value) => one.test(value));
  return {
    grouped: grouped.length,
    groupedTwice: grouped.some((value) => two.test(value)),
    thousands: texts.filter((text) => /\d{4}/.test(text.split('.')[0] ?? '')).length,
  };
}

function rivalry([first, second]: readonly (readonly (string | null)[])[]): Rivalry {
  if (first === undefined || second === undefined) return { both: 0, differ: 0 };
  const pairs = first.map((reading, index) => [reading, second[index] ?? null] as const);
  const both = pairs.filter(([one, other]) => one !== null && other !== null);
  return { both: both.length, differ: both.filter(([one, other]) => one !== other).length };
}
