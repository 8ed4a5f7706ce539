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
  /** Its numbers are written with %. */
  readonly percent: boolean;
  /** Some of them name a currency. */
  readonly currency: boolean;
}

/** One format, or two that both fit and mean different things. */
export type Reading<Count> =
  | {
      readonly state: 'settled';
      readonly count: Count;
      /** Whether the values leave no doubt, and so can decide for a column of the same file that does. */
      readonly certain: boolean;
      /** The reading where few values alone, and no other column, show this one. */
      readonly otherwise?: Count;
    }
  | { readonly state: 'open'; readonly counts: readonly [Count, Count] };

/** A side that has no values, or no such column. */
export const blankSide: SideReading = {
  values: 0,
  decimal: undefined,
  date: undefined,
  identifiers: false,
  percent: false,
  currency: false,
};

/** Applies the share of values that a format must read; `given` when the ruleset has decided that one of the formats holds. */
export function readSide(
  counts: ColumnCounts,
  given: boolean,
  marks: Pick<SideReading, 'percent' | 'currency'> = blankSide,
): SideReading {
  const values = counts.filled - counts.ignored;
  const holds = (count: FormatCount) => count.reads > 0 && (given || formatHolds(count.reads, values));
  const decimal = readDecimal(counts, holds, given ? 0 : values);
  return {
    values,
    decimal,
    date: readDate(counts, holds),
    identifiers: decimal?.state === 'settled' && decimal.count.unsignedIntegers && decimal.count.leadingZero,
    percent: marks.percent,
    currency: marks.currency,
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
  values: number,
): Reading<DecimalCount> | undefined {
  const [point, comma] = decimals;
  if (point === undefined) return undefined;
  if (comma !== undefined && holds(point) && holds(comma)) {
    return amongIntegers(point, comma, decimalRivalry, values) ?? settleRivals(point, comma, decimalRivalry);
  }
  const only = holds(point) ? point : comma !== undefined && holds(comma) ? comma : undefined;
  // Without separators both would hold.
  return only && { state: 'settled', count: only, certain: true };
}

/**
 * A column of whole numbers of which a few cells have a comma, or one separator and three digits: `2,2` or `756,947` may just as well
 * be two codes. Such cells alone do not make the others decimals, nor say how the file writes its numbers.
 *
 * @param values 0 where the ruleset says that they are numbers.
 */
function amongIntegers(
  point: DecimalCount,
  comma: DecimalCount,
  { both, differ }: Rivalry,
  values: number,
): Reading<DecimalCount> | undefined {
  const onlyComma = comma.reads - both;
  const separated = differ + onlyComma;
  const few = values >= 10 ? Math.max(1, Math.floor(values / 100)) : 0;
  if (point.reads > both || separated === 0 || separated > few) return undefined;
  const integers: DecimalCount = { ...point, format: '1234.5', reads: both - differ, decimals: 0, grouped: 0 };
  return onlyComma === 0
    ? { state: 'settled', count: integers, certain: false }
    : { state: 'settled', count: comma, certain: false, otherwise: integers };
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
