import type { Cell } from '../../duckdb/cells.ts';
import { quoteIdentifier, quoteLiteral } from '../../duckdb/quote.ts';
import { decimalsSql, decimalTextSql, wholeDigitsSql } from '../decimal.ts';
import { dateSql, timestampSql } from '../temporal.ts';
import { findTemporalFormat } from '../temporal-formats.ts';
import { textCanonicalSql } from '../text.ts';
import { wordsWithoutKind } from './null-words.ts';
import type { Queryable } from './types.ts';

/** A column and the formats whose values are to be counted over all its cells. */
export interface CountRequest {
  readonly column: number;
  readonly nulls: readonly string[];
  /** At most two, with different decimal separators. */
  readonly decimals: readonly string[];
  readonly dates: readonly string[];
  /**
   * Whether numbers with decoration are read, and what stands for nothing is told apart. Dear to plan, so it is left out while a
   * column may turn out to hold plain values only.
   */
  readonly full: boolean;
  readonly bareExponent: boolean;
}

export interface FormatCount {
  readonly format: string;
  readonly reads: number;
}

export interface DecimalCount extends FormatCount {
  /** Largest numbers of digits before and after the decimal separator. */
  readonly whole: number;
  readonly decimals: number;
  /** Every value is an unsigned integer. */
  readonly unsignedIntegers: boolean;
  readonly leadingZero: boolean;
}

/** Two formats that may both be meant. */
export interface Rivalry {
  /** Values that both read. */
  readonly both: number;
  /** Values that both read, and not alike. */
  readonly differ: number;
}

export interface ColumnCounts {
  readonly filled: number;
  /** Cells of blanks or of words that stand for nothing; 0 unless counted in full. */
  readonly ignored: number;
  readonly decimals: readonly DecimalCount[];
  readonly dates: readonly FormatCount[];
  /** Between the first two of each. */
  readonly decimalRivalry: Rivalry;
  readonly dateRivalry: Rivalry;
  /** Some of the cells that no format reads. */
  readonly missed: readonly string[];
}

const mostColumnsAtOnce = 200;

/** Counts in one pass over the table for each 200 columns; in the order of the requests. */
export async function countFormats(
  queryable: Queryable,
  table: string,
  requests: readonly CountRequest[],
): Promise<readonly ColumnCounts[]> {
  const counts: ColumnCounts[] = [];
  for (let start = 0; start < requests.length; start += mostColumnsAtOnce) {
    const block = requests.slice(start, start + mostColumnsAtOnce);
    const [row = []] = await queryable.query(countSql(table, block));
    const cells = row[Symbol.iterator]();
    for (const request of block) counts.push(readCounts(request, () => cells.next().value ?? null));
  }
  return counts;
}

/** Cells, then their readings, then the aggregates, each level naming what the next one uses more than once. */
function countSql(table: string, block: readonly CountRequest[]): string {
  const cells = block.map((request, place) => `${cellSql(request)} AS v${place}`);
  const readings = block.flatMap((request, place) => [
    `v${place}`,
    ...request.decimals.map((format, rank) => {
      const reading = { format, plain: !request.full, bareExponent: request.bareExponent };
      return `${decimalTextSql(`v${place}`, reading)} AS n${place}_${rank}`;
    }),
    ...request.dates.map((format, rank) => `${temporalSql(`v${place}`, format)} AS d${place}_${rank}`),
  ]);
  return `SELECT ${block.flatMap(aggregates).join(',\n')}
    FROM (SELECT ${readings.join(',\n')} FROM (SELECT ${cells.join(',\n')} FROM ${quoteIdentifier(table)}))`;
}

/** Null words with digits would else read as numbers. */
function cellSql({ column, nulls }: CountRequest): string {
  const words = nulls.filter((word) => /\p{Nd}/u.test(word));
  return words.length === 0
    ? `c${column}`
    : `CASE WHEN ${textCanonicalSql(`c${column}`, words)} IS NOT NULL THEN c${column} END`;
}

function temporalSql(cell: string, format: string): string {
  return findTemporalFormat(format)?.time === undefined ? dateSql(cell, format) : timestampSql(cell, format);
}

/** In the order in which `readCounts` takes them. */
function aggregates(request: CountRequest, place: number): string[] {
  const cell = `v${place}`;
  const numbers = request.decimals.map((_, rank) => `n${place}_${rank}`);
  const dates = request.dates.map((_, rank) => `d${place}_${rank}`);
  const unread = [...numbers, ...dates].map((reading) => `${reading} IS NULL`).join(' AND ');
  const missed = `CASE WHEN ${unread} THEN left(${cell}, 101) END`;
  return [
    `count(${cell})`,
    request.full ? `count(CASE WHEN ${cell} IS NOT NULL AND ${unread} THEN ${ignoredSql(cell, request)} END)` : '0',
    ...numbers.flatMap((text) => [
      `count(${text})`,
      `coalesce(max(${wholeDigitsSql(text)}), 0)`,
      `coalesce(max(${decimalsSql(text)}), 0)`,
      `coalesce(min(${text}) >= '/', false)`,
      `coalesce(bool_or(${text} > '0' AND ${text} < '1'), false)`,
    ]),
    ...dates.map((date) => `count(${date})`),
    ...rivalrySql(numbers),
    ...rivalrySql(dates),
    `list_concat(min(${missed}, 50), max(${missed}, 50))`,
  ];
}

/** 1 for a cell that says nothing about the column's kind, else NULL. */
function ignoredSql(cell: string, { nulls }: CountRequest): string {
  const words = wordsWithoutKind(nulls).map((word) => textCanonicalSql(quoteLiteral(word)));
  return `CASE WHEN coalesce(${textCanonicalSql(cell)} IN (${words.join(', ')}), true) THEN 1 END`;
}

function rivalrySql([first, second]: readonly string[]): string[] {
  if (first === undefined || second === undefined) return ['0', '0'];
  return [
    `count(CASE WHEN ${first} IS NOT NULL AND ${second} IS NOT NULL THEN 1 END)`,
    `count(CASE WHEN ${first} <> ${second} THEN 1 END)`,
  ];
}

function readCounts(request: CountRequest, next: () => Cell): ColumnCounts {
  const number = () => Number(next());
  const filled = number();
  const ignored = number();
  const decimals = request.decimals.map((format) => {
    const [reads, whole, places] = [number(), number(), number()];
    const unsigned = next() === true;
    const leadingZero = next() === true;
    return { format, reads, whole, decimals: places, unsignedIntegers: unsigned && places === 0, leadingZero };
  });
  const dates = request.dates.map((format) => ({ format, reads: number() }));
  const rivalry = () => ({ both: number(), differ: number() });
  const decimalRivalry = rivalry();
  const dateRivalry = rivalry();
  const missed = next();
  return {
    filled,
    ignored,
    decimals,
    dates,
    decimalRivalry,
    dateRivalry,
    missed: Array.isArray(missed) ? missed.filter((cell) => typeof cell === 'string') : [],
  };
}
