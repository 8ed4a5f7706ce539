import type { Cell } from '../../duckdb/cells.ts';
import { quoteIdentifier, quoteLiteral } from '../../duckdb/quote.ts';
import { decimalsSql, decimalTextSql, wholeDigitsSql } from '../decimal.ts';
import { extractedSql } from '../extract.ts';
import { dateSql, timestampSql } from '../temporal.ts';
import { findTemporalFormat } from '../temporal-formats.ts';
import { textCanonicalSql } from '../text.ts';
import { groupPatterns } from './groups.ts';
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
  /** Values are written with %. */
  readonly percent: boolean;
  /** Some values name a currency. */
  readonly currency: boolean;
  /** Expression whose first group is taken instead of the cell. */
  readonly extract?: string | undefined;
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
  /** Values with a group of digits behind a blank or an apostrophe. */
  readonly grouped: number;
  /** Whether one of them has two. */
  readonly groupedTwice: boolean;
  /** Values of more than three whole digits, which who groups digits would group; 0 where the format groups with neither. */
  readonly thousands: number;
}

/** Two formats that may both be meant. */
export interface Rivalry {
  /** Values that both read. */
  readonly both: number;
  /** Values that both read, and not alike. */
  readonly differ: number;
}

export interface ColumnCounts {
  /** Cells that are not NULL, without most of the words that stand for nothing. */
  readonly filled: number;
  /** Further cells of blanks or of such words; 0 unless counted in full. */
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

/** Counts over all rows of a table; in the order of the requests. */
export async function countFormats(
  queryable: Queryable,
  table: string,
  requests: readonly CountRequest[],
): Promise<readonly ColumnCounts[]> {
  const counts = new Map<CountRequest, ColumnCounts>();
  for (const alike of groupAlike(requests)) {
    for (let start = 0; start < alike.length; start += mostColumnsAtOnce) {
      const block = alike.slice(start, start + mostColumnsAtOnce);
      for (const [place, ...cells] of await queryable.query(countSql(table, block))) {
        const request = block[Number(place)];
        if (request !== undefined) counts.set(request, readCounts(request, cells));
      }
    }
  }
  // A column of blanks only gives no row.
  return requests.map((request) => counts.get(request) ?? readCounts(request, []));
}

/** Columns that are counted alike go through one expression: DuckDB takes milliseconds to plan one, and a file may have 5,000. */
function groupAlike(requests: readonly CountRequest[]): readonly (readonly CountRequest[])[] {
  return [...Map.groupBy(requests, ({ column: _column, ...rest }) => JSON.stringify(rest)).values()];
}

/** Cells, then their readings, then the aggregates, each level naming what the next one uses more than once. */
function countSql(table: string, block: readonly CountRequest[]): string {
  const [request] = block;
  if (request === undefined) throw new TypeError('nothing to count');
  const numbers = request.decimals.map((_, rank) => `number${rank}`);
  const dates = request.dates.map((_, rank) => `date${rank}`);
  const { full, bareExponent, percent, currency, extract } = request;
  const cells = block.map(({ column }) => extractedSql(`c${column}`, extract));
  const readings = [
    ...request.decimals.map(
      (format, rank) =>
        `${decimalTextSql('cell', { format, plain: !full, bareExponent, percent, currency })} AS ${numbers[rank]}`,
    ),
    ...request.dates.map((format, rank) => `${temporalSql('cell', format)} AS ${dates[rank]}`),
  ];
  return `SELECT place, ${aggregates(request, numbers, dates).join(',\n')}
    FROM (SELECT place, cell, ${readings.join(',\n')}
      FROM (SELECT unnest([${block.map((_, place) => place).join(', ')}]) AS place,
          unnest([${cells.join(', ')}]) AS cell FROM ${quoteIdentifier(table)})
      WHERE ${isCountedSql('cell', request)})
    GROUP BY place`;
}

/** Leaves out what stands for nothing, in its usual spelling; null words with digits in any, as they would else read as numbers. */
function isCountedSql(cell: string, { nulls }: CountRequest): string {
  const withDigits = nulls.filter((word) => /\p{Nd}/u.test(word));
  const usual = `lower(${cell}) NOT IN (${wordsWithoutKind(nulls).map(quoteLiteral).join(', ')})`;
  return withDigits.length === 0 ? usual : `${usual} AND ${textCanonicalSql(cell, withDigits)} IS NOT NULL`;
}

function temporalSql(cell: string, format: string): string {
  return findTemporalFormat(format)?.time === undefined ? dateSql(cell, format) : timestampSql(cell, { format });
}

/** In the order in which `readCounts` takes them. */
function aggregates(request: CountRequest, numbers: readonly string[], dates: readonly string[]): string[] {
  const unread = [...numbers, ...dates].map((reading) => `${reading} IS NULL`).join(' AND ');
  const missed = `CASE WHEN ${unread} THEN left(cell, 101) END`;
  return [
    'count(cell)',
    request.full ? `count(CASE WHEN ${unread} THEN ${ignoredSql('cell', request)} END)` : '0',
    ...numbers.flatMap((text, rank) => [
      `count(${text})`,
      `coalesce(max(${wholeDigitsSql(text)}), 0)`,
      `coalesce(max(${decimalsSql(text)}), 0)`,
      `coalesce(min(${text}) >= '/', false)`,
      `coalesce(bool_or(${text} > '0' AND ${text} < '1'), false)`,
      ...groupedSql(text, request.decimals[rank] ?? ''),
    ]),
    ...dates.map((date) => `count(${date})`),
    ...rivalrySql(numbers),
    ...rivalrySql(dates),
    `list_concat(min(${missed}, 50), max(${missed}, 50))`,
  ];
}

function groupedSql(text: string, format: string): string[] {
  const patterns = groupPatterns(format);
  if (patterns === undefined) return ['0', 'false', '0'];
  const matches = (pattern: string) =>
    `CASE WHEN ${text} IS NOT NULL AND regexp_matches(cell, ${quoteLiteral(pattern)}) THEN 1 END`;
  return [
    `count(${matches(patterns.one)})`,
    `count(${matches(patterns.two)}) > 0`,
    `count(CASE WHEN ${wholeDigitsSql(text)} > 3 THEN 1 END)`,
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

function readCounts(request: CountRequest, cells: readonly Cell[]): ColumnCounts {
  const values = cells[Symbol.iterator]();
  const next = () => values.next().value ?? null;
  const number = () => Number(next());
  const filled = number();
  const ignored = number();
  const decimals = request.decimals.map((format) => {
    const [reads, whole, places] = [number(), number(), number()];
    const unsigned = next() === true;
    const leadingZero = next() === true;
    const unsignedIntegers = unsigned && places === 0;
    const groups = { grouped: number(), groupedTwice: next() === true, thousands: number() };
    return { format, reads, whole, decimals: places, unsignedIntegers, leadingZero, ...groups };
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
