import { findTemporalFormat, type TemporalFormat } from '../temporal-formats.ts';
import type { ColumnCounts, DecimalCount, FormatCount, Rivalry } from './count.ts';

/** What the values of one column on one side say about it. */
export interface SideReading {
  /** Non-blank values, without words that stand for nothing. */
  readonly values: number;
  readonly decimal: Reading<DecimalCount> | undefined;
  readonly date: Reading<FormatCount> | undefined;
  /** Unsigned integers of which one has a leading zero. */
  readonly identifiers: boolean;
}

/** One format, or two that both fit and mean different things. */
export type Reading<Count> =
  | {
      readonly state: 'settled';
      readonly count: Count;
      /** Whether the values leave no doubt, and so can decide for a column of the same file that does. */
      readonly certain: boolean;
    }
  | { readonly state: 'open'; readonly counts: readonly [Count, Count] };

/** A side that has no values, or no such column. */
export const blankSide: SideReading = { values: 0, decimal: undefined, date: undefined, identifiers: false };

/** Applies the share of values that a format must read; `given` when the ruleset has decided that one of the formats holds. */
export function readSide(counts: ColumnCounts, given: boolean): SideReading {
  const values = counts.filled - counts.ignored;
  const holds = (count: FormatCount) => count.reads > 0 && (given || formatHolds(count.reads, values));
  const decimal = readDecimal(counts, holds);
  return {
    values,
    decimal,
    date: readDate(counts, holds),
    identifiers: decimal?.state === 'settled' && decimal.count.unsignedIntegers && decimal.count.leadingZero,
  };
}

/** All but 1 % of the values, of which one may always miss as long as most read. */
export function formatHolds(reads: number, values: number): boolean {
  const misses = values - reads;
  return misses <= Math.max(1, Math.floor(values / 100)) && reads > misses;
}

function readDecimal(
  { decimals, decimalRivalry }: ColumnCounts,
  holds: (count: FormatCount) => boolean,
): Reading<DecimalCount> | undefined {
  const [point, comma] = decimals;
  if (point === undefined) return undefined;
  if (comma !== undefined && holds(point) && holds(comma)) return settleRivals(point, comma, decimalRivalry);
  const only = holds(point) ? point : comma !== undefined && holds(comma) ? comma : undefined;
  // Without separators both would hold.
  return only && { state: 'settled', count: only, certain: true };
}

function readDate(
  { dates, dateRivalry }: ColumnCounts,
  holds: (count: FormatCount) => boolean,
): Reading<FormatCount> | undefined {
  const held = dates.filter(holds);
  const most = Math.max(...held.map(({ reads }) => reads));
  const plain = held.find((count) => formatOf(count).date.order === undefined && count.reads === most);
  if (plain !== undefined) return { state: 'settled', count: plain, certain: true };
  const [first, second] = held.filter((count) => formatOf(count).date.order !== undefined);
  if (first === undefined) return undefined;
  if (second === undefined) return { state: 'settled', count: first, certain: true };
  return settleRivals(first, second, dateRivalry);
}

function formatOf({ format }: FormatCount): TemporalFormat {
  const found = findTemporalFormat(format);
  if (found === undefined) throw new TypeError(`there is no date or time format ${format}`);
  return found;
}

/** Values that only one of two reads decide, unless both have such values. Where all mean the same, there is no question. */
function settleRivals<Count extends FormatCount>(
  first: Count,
  second: Count,
  { both, differ }: Rivalry,
): Reading<Count> {
  const onlyFirst = first.reads > both;
  const onlySecond = second.reads > both;
  if (differ > 0 && onlyFirst === onlySecond) return { state: 'open', counts: [first, second] };
  return { state: 'settled', count: second.reads > first.reads ? second : first, certain: onlyFirst !== onlySecond };
}
