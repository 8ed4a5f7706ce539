import { trimBlanks } from '../blanks.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { trimmedSql } from './blanks.ts';
import { currencyAfter, currencyBefore, currencySigns, percentPattern } from './currencies.ts';
import { type DecimalFormat, findDecimalFormat } from './decimal-formats.ts';
import { withSql } from './with.ts';

/** Up to here DuckDB keeps a decimal in 64 bits and casts 100 times as fast. */
export const fastDecimalDigits = 18;
/** A number with more digits is an identifier, and compared as text. */
export const mostDecimalDigits = 38;

export interface DecimalReading {
  readonly format: string;
  /** Only plainly written values read: a short expression, for columns that were seen to hold nothing else. */
  readonly plain?: boolean;
  readonly bareExponent?: boolean;
  /** Values are written with %, which the text is then without; those without do not read. */
  readonly percent?: boolean;
  /** Values may carry a currency, which the text is then without. */
  readonly currency?: boolean;
}

/**
 * The cell as `[+-]?digits(.digits)?` for DuckDB, every digit kept; NULL when it does not read in the format. One regular
 * expression for what is written plainly (trimmed, a sign in front or none); only what that refuses goes the long way.
 */
export function decimalTextSql(cell: string, reading: DecimalReading): string {
  return tiersSql(cell, reading, '+', (text) => text);
}

/** The exact value as DECIMAL(width, scale); NULL when the cell does not read, or has more digits than fit. Never rounds. */
export function decimalSql(
  cell: string,
  reading: DecimalReading & { readonly width: number; readonly scale: number },
): string {
  const { scale } = reading;
  return tiersSql(cell, reading, scale === 0 ? '' : `{1,${scale}}`, (text) => castSql(text, reading));
}

/**
 * Plain numbers, plain ones between spaces, the rest. A CASE, as its branches alone are safe from DuckDB's search for common
 * subexpressions, which would compute the dear one always.
 */
function tiersSql(cell: string, reading: DecimalReading, fraction: string, finish: (text: string) => string): string {
  const format = formatOf(reading.format);
  const isPlain = (text: string) =>
    `regexp_full_match(${text}, ${quoteLiteral(`[+-]?(?:${numberPattern(format, fraction)})${reading.percent ? ' ?%' : ''}`)})`;
  const plain = (text: string) => finish(pointedSql(reading.percent ? `rtrim(${text}, ' %')` : text, format));
  if (reading.plain) return `CASE WHEN ${isPlain(cell)} THEN ${plain(cell)} END`;
  const fitting = quoteLiteral(`^-?[0-9]*${fraction === '' ? '' : `(?:[.][0-9]${fraction})?`}$`);
  const decorated = `nullif(regexp_extract(${decoratedTextSql(cell, format, reading)}, ${fitting}), '')`;
  const between = `trim(${cell})`;
  return `CASE ${isPlain(cell)} WHEN true THEN ${plain(cell)} WHEN false THEN
    CASE WHEN ${isPlain(between)} THEN ${plain(between)} ELSE ${finish(decorated)} END END`;
}

/** Number of digits before the decimal point of a text that `decimalTextSql` made, its sign not counted. */
export function wholeDigitsSql(text: string): string {
  return `(CASE WHEN contains(${text}, '.') THEN instr(${text}, '.') - 1 ELSE strlen(${text}) END - (${text} < '.')::INTEGER)`;
}

/** Number of digits after the decimal point. */
export function decimalsSql(text: string): string {
  return `(CASE WHEN contains(${text}, '.') THEN strlen(${text}) - instr(${text}, '.') ELSE 0 END)`;
}

function formatOf(name: string): DecimalFormat {
  const format = findDecimalFormat(name);
  if (format === undefined) throw new TypeError(`there is no decimal format ${name}`);
  return format;
}

/** DuckDB's cast accepts more than it should (`1_000`, ` 1 `), so only checked text comes here. */
function castSql(text: string, { width, scale }: { readonly width: number; readonly scale: number }): string {
  if (width <= fastDecimalDigits) return `try_cast(${text} AS DECIMAL(${width}, ${scale}))`;
  // A cast of text to a wide decimal takes 5 s per million values. As an integer and moved by one multiplication: 0.2 s.
  const digits = `split_part(${text}, '.', 1) || rpad(split_part(${text}, '.', 2), ${scale}, '0')`;
  const unit = scale === 0 ? '1::DECIMAL(1, 0)' : `0.${'0'.repeat(scale - 1)}1::DECIMAL(${scale}, ${scale})`;
  const value = `(try_cast(try_cast(${digits} AS HUGEINT) AS DECIMAL(38, 0)) * ${unit})::DECIMAL(38, ${scale})`;
  return width === mostDecimalDigits ? value : `try_cast(${value} AS DECIMAL(${width}, ${scale}))`;
}

/** A number in the format with ASCII signs; `fraction` bounds the number of decimals, '' forbids them. */
function numberPattern({ group, decimal, indian }: DecimalFormat, fraction: string): string {
  const separator = group === '.' ? '[.]' : group;
  const grouped = indian
    ? `[1-9][0-9]?(?:${separator}[0-9]{2})*${separator}[0-9]{3}`
    : `[1-9][0-9]{0,2}(?:${separator}[0-9]{3})+`;
  const whole = group === '' ? '[0-9]+' : `(?:${grouped}|[0-9]+)`;
  const point = `[${decimal}]`;
  return fraction === '' ? whole : `${whole}(?:${point}[0-9]${fraction})?|${point}[0-9]${fraction}`;
}

function pointedSql(number: string, { group, decimal }: DecimalFormat): string {
  const joined = group === '' ? number : `replace(${number}, ${quoteLiteral(group)}, '')`;
  return decimal === '.' ? joined : `replace(${joined}, ',', '.')`;
}

/** Whether a text that `normaliseNumber` made reads in the format: what `decimalTextSql` reads, for a first look in JavaScript. */
export function numberExpression(format: DecimalFormat, bareExponent = false): RegExp {
  const number = `(?:${numberPattern(format, '+')})`;
  const signed = `[+-] ?${number}|${number}(?: ?(?:[+-]|CR|DR))?|[(] ?${number} ?[)]`;
  return new RegExp(`^(?:${signed}|${exponentPattern(format, bareExponent)})$`);
}

/** The cell with look-alikes replaced and trimmed, in capitals. */
export function normaliseNumber(cell: string): string {
  if (isPlainText.test(cell)) return cell;
  const plain = cell.replace(lookAlikeExpression, (character) => lookAlikeTable.get(character) ?? character);
  return trimBlanks(plain).toUpperCase();
}

/** Characters of numbers beside ASCII, and what they stand for. */
const lookAlikes: readonly (readonly [from: string, to: string])[] = [
  ['０１２３４５６７８９', '0123456789'],
  ['．，（）＋－\u2212', '.,()+--'],
  ['\u00a0\u2009\u202f', '   '],
  ['\u2019', "'"],
];

/** The same of what stands beside numbers. */
const markLookAlikes: typeof lookAlikes = [['％＄￡￥￦', '%$£¥₩']];

const lookAlikeTable = new Map(
  [...lookAlikes, ...markLookAlikes].flatMap(([from, to]) =>
    [...from].map((character, index) => [character, to[index] ?? ''] as const),
  ),
);
export const numberLookAlikes = [...lookAlikeTable.keys()].join('');
const isPlainText = /^[0-9.,'()+-]+$/;
const lookAlikeExpression = new RegExp(`[${numberLookAlikes}]`, 'g');

/** The cell trimmed, in capitals, its look-alikes replaced: `normaliseNumber` in SQL. */
function normalisedSql(cell: string, marked: boolean): string {
  const table = marked ? [...lookAlikes, ...markLookAlikes] : lookAlikes;
  const [from, to] = [0, 1].map((side) => quoteLiteral(table.map((pair) => pair[side as 0 | 1]).join('')));
  return `translate(upper(${trimmedSql(cell)}), ${from}, ${to})`;
}

/**
 * Signs behind, in parentheses or as CR and DR, exponents, look-alikes, outer blanks. Each step uses the one before it once, as an
 * expression is written out wherever it stands; a cell that no step understands comes out of the last one as NULL.
 */
function decoratedTextSql(cell: string, format: DecimalFormat, reading: DecimalReading): string {
  const { percent, currency } = reading;
  if (!percent && !currency) return undecoratedSql(normalisedSql(cell, false), `upper(${cell})`, format, reading);
  const text = normalisedSql(cell, true);
  // One currency in front or behind, not both.
  const without = (pattern: string) => `regexp_replace(text_, ${quoteLiteral(pattern)}, '\\1\\3')`;
  const amount = currency
    ? withSql(
        'text_',
        text,
        `CASE WHEN regexp_matches(text_, ${quoteLiteral(currencyBefore)}) THEN ${without(currencyBefore)} ELSE ${without(currencyAfter)} END`,
      )
    : text;
  // What is not written with % comes out as NULL.
  const number = percent
    ? withSql(
        'rate_',
        amount,
        `CASE WHEN regexp_matches(rate_, ${quoteLiteral(percentPattern)}) THEN regexp_replace(rate_, ${quoteLiteral(percentPattern)}, '\\1\\2') END`,
      )
    : amount;
  return withSql('amount_', number, undecoratedSql('amount_', 'amount_', format, reading));
}

function undecoratedSql(
  text: string,
  capitals: string,
  format: DecimalFormat,
  { bareExponent }: DecimalReading,
): string {
  const number = `(${numberPattern(format, '+')})`;
  const negative = quoteLiteral(`^(?:- ?${number}|${number} ?(?:-|DR)|[(] ?${number} ?[)])$`);
  const positive = quoteLiteral(`^(?:[+] ?${number}|${number} ?(?:[+]|CR))$`);
  const signed = `regexp_replace(regexp_replace(${text}, ${negative}, '-\\1\\2\\3'), ${positive}, '\\1\\2')`;
  const checked = `nullif(regexp_extract(${signed}, ${quoteLiteral(`^-?${number}$`)}), '')`;
  return `CASE WHEN contains(${capitals}, 'E') THEN ${exponentTextSql(text, format, bareExponent)} ELSE ${pointedSql(checked, format)} END`;
}

/**
 * The currency that a cell names beside its number: an ISO code, or the sign where that means several currencies; NULL where it
 * names none. Cells of digits and ASCII separators alone are told by one test.
 */
export function currencyOfSql(cell: string): string {
  const extract = (pattern: string) => `nullif(regexp_extract(text_, ${quoteLiteral(pattern)}, 2), '')`;
  const signs = currencySigns.filter(([written, meaning]) => written !== meaning);
  const [from, to] = [0, 1].map((place) => signs.map((pair) => quoteLiteral(pair[place as 0 | 1])).join(', '));
  const named = withSql(
    'text_',
    normalisedSql(cell, true),
    withSql(
      'mark_',
      `coalesce(${extract(currencyBefore)}, ${extract(currencyAfter)})`,
      `CASE WHEN mark_ IN (${from}) THEN [${to}][list_position([${from}], mark_)] ELSE mark_ END`,
    ),
  );
  return `CASE WHEN ${cell} IS NULL OR regexp_full_match(${cell}, '[-+0-9., ()%]*') THEN NULL ELSE ${named} END`;
}

/** Moves the decimal point of a number in scientific notation. Rare, so it may be slow. */
function exponentTextSql(text: string, format: DecimalFormat, bareExponent: boolean | undefined): string {
  const point = `[${format.decimal}]`;
  const pattern = `^(?:${exponentPattern(format, bareExponent)})$`;
  const checked = `nullif(regexp_extract(${text}, ${quoteLiteral(pattern)}), '')`;
  const moved = `CASE
    WHEN parts_.shift >= 0 THEN parts_.digits || repeat('0', parts_.shift)
    WHEN -parts_.shift < strlen(parts_.digits) THEN left(parts_.digits, strlen(parts_.digits) + parts_.shift) || '.' || right(parts_.digits, -parts_.shift)
    ELSE '0.' || lpad(parts_.digits, -parts_.shift, '0') END`;
  const parts = `{
    'sign': CASE WHEN number_ LIKE '-%' THEN '-' ELSE '' END,
    'digits': regexp_replace(split_part(number_, 'E', 1), '[^0-9]', '', 'g'),
    'shift': split_part(number_, 'E', 2)::INTEGER - length(regexp_extract(split_part(number_, 'E', 1), ${quoteLiteral(`${point}([0-9]*)`)}, 1))::INTEGER}`;
  return withSql(
    'number_',
    checked,
    withSql('parts_', parts, `CASE WHEN number_ IS NOT NULL THEN parts_.sign || ${moved} END`),
  );
}

/** A bare `1E2` is more often a code than a number, so an exponent needs a decimal separator or a sign beside it. */
function exponentPattern({ decimal }: DecimalFormat, bareExponent: boolean | undefined): string {
  const point = `[${decimal}]`;
  const exponent = 'E[+-]?[0-9]{1,2}';
  const sign = bareExponent ? '[+-]?' : '[+-]';
  return `[+-]?(?:[0-9]+${point}[0-9]+|${point}[0-9]+)${exponent}|${sign}[0-9]+${exponent}|[0-9]+E[+-][0-9]{1,2}`;
}
