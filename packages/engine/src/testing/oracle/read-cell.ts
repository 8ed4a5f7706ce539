import { type Exact, minus, negated, plus, rounded, times, write, zero } from './exact.ts';
import { type Amount, readNumber } from './read-number.ts';
import { canonicalText, trimmed } from './read-text.ts';
import { readMoment } from './read-time.ts';
import type { Cell, OracleColumn, SideColumn, Value } from './types.ts';

/** Everything about one cell, in the fixed order: extract, trim, nulls, equivalents, kind, rounding. */
export function readCell(column: OracleColumn, side: 'source' | 'target', row: readonly string[]): Cell {
  const from = column[side];
  if (from.pair !== undefined) return readPair(column, from, row);
  const raw = from.cell(row);
  const extracted = extractedText(from, row);
  const counted = column.kind === 'decimal' ? amountOf(column, from, extracted) : undefined;
  const money =
    counted === undefined
      ? { amount: zero }
      : { amount: counted.value, ...(counted.currency === undefined ? {} : { currency: counted.currency }) };
  const isNull = extracted === '' || isNullWord(column, extracted);
  const value = isNull ? nullOf(column) : readAs(column, from, representative(column, extracted));
  return { raw, isNull, value, ...money };
}

export const extractedText = (side: SideColumn, row: readonly string[]): string =>
  trimmed(extract(side.cell(row), side.extract));

function extract(cell: string, pattern: string | undefined): string {
  if (pattern === undefined) return cell;
  const match = new RegExp(pattern, 'u').exec(cell);
  return match === null ? cell : (match[1] ?? cell);
}

function nullOf(column: OracleColumn): Value {
  return column.kind === 'decimal' && column.rule.null_as_zero === true
    ? { is: 'number', value: zero }
    : { is: 'null' };
}

export const isNullWord = (column: Pick<OracleColumn, 'nulls'>, text: string): boolean =>
  column.nulls.some((word) => canonicalText(word) === canonicalText(text));

/** The first word of the list that the cell's word stands in. */
function representative({ rule }: OracleColumn, text: string): string {
  const same = (word: string) => canonicalText(word, rule) === canonicalText(text, rule);
  return rule.equivalents?.find((list) => list.some(same))?.[0] ?? text;
}

function readAs(column: OracleColumn, side: SideColumn, text: string): Value {
  const { kind, rule } = column;
  const unreadable: Value = { is: 'text', text: canonicalText(text), unreadable: true };
  switch (kind) {
    case 'text':
      return { is: 'text', text: canonicalText(text, rule), unreadable: false };
    case 'decimal': {
      const amount = amountOf(column, side, text);
      if (amount === undefined) return unreadable;
      const value = round(amount.value, rule.round);
      return { is: 'number', value, ...(amount.currency === undefined ? {} : { currency: amount.currency }) };
    }
    case 'date': {
      const moment = readMoment(text, side.format ?? '', side.zone, rule.pivot);
      return moment === undefined ? unreadable : { is: 'day', day: moment.day };
    }
    case 'timestamp': {
      const moment = readMoment(text, side.format ?? '', side.zone, rule.pivot);
      if (moment === undefined) return unreadable;
      return { is: 'instant', micros: cut(moment.instant, rule.precision), day: moment.day };
    }
    case 'boolean': {
      const has = (words: readonly string[] | undefined) =>
        (words ?? []).some((word) => canonicalText(word) === canonicalText(text));
      if (has(rule.true_words)) return { is: 'boolean', value: true };
      if (has(rule.false_words)) return { is: 'boolean', value: false };
      return unreadable;
    }
  }
}

/** After format, multiplier and sign flip. */
function amountOf({ rule }: OracleColumn, side: SideColumn, text: string): Amount | undefined {
  const found = text === '' ? undefined : readNumber(text, side.format ?? '');
  if (found?.percent !== side.percent) return undefined;
  let value = found.value;
  if (side.multiply !== undefined) value = multiplied(value, side.multiply);
  if (side.negate) value = negated(value);
  return { ...found, value, ...(rule.currency === undefined ? {} : {}) };
}

/** Hundredths times 100 are ones: the places of the amount move with it. */
function multiplied(value: Exact, factor: Exact): Exact {
  let product = times(value, factor);
  for (let left = factor.digits; left % 10n === 0n && product.scale > 0; left /= 10n) {
    product = { digits: product.digits / 10n, scale: product.scale - 1 };
  }
  return product;
}

function round(value: Exact, rule: OracleColumn['rule']['round']): Exact {
  if (rule === undefined) return value;
  return typeof rule === 'number' ? rounded(value, rule) : rounded(value, rule.scale, rule.mode);
}

const units = {
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1000n,
};

function cut(micros: bigint, precision: keyof typeof units | undefined): bigint {
  if (precision === undefined) return micros;
  const unit = units[precision];
  const rest = ((micros % unit) + unit) % unit;
  return micros - rest;
}

/** Credit minus debit; blank where both are, and the text of both where one is no number. */
function readPair(column: OracleColumn, side: SideColumn, row: readonly string[]): Cell {
  const pair = side.pair;
  if (pair === undefined) throw new Error('not a pair');
  const read = (cell: string): Exact | 'blank' | undefined => {
    const text = trimmed(cell);
    if (text === '' || isNullWord(column, text)) return 'blank';
    return readNumber(text, pair.format)?.value;
  };
  const debit = read(pair.debit(row));
  const credit = read(pair.credit(row));
  const both = [pair.debit(row), pair.credit(row)].filter((cell) => cell !== '').join(' / ');
  if (debit === 'blank' && credit === 'blank') return { raw: '', isNull: true, value: nullOf(column), amount: zero };
  if (debit === undefined || credit === undefined) {
    return {
      raw: both,
      isNull: false,
      value: { is: 'text', text: canonicalText(both), unreadable: true },
      amount: zero,
    };
  }
  const amounts = { debit: debit === 'blank' ? zero : debit, credit: credit === 'blank' ? zero : credit };
  let value = minus(amounts.credit, amounts.debit);
  if (pair.reverse) value = negated(value);
  // Shown as an amount of the file would be: what a rule makes of it comes after.
  const raw = write(value);
  if (side.multiply !== undefined) value = times(value, side.multiply);
  if (side.negate) value = negated(value);
  return {
    raw,
    isNull: false,
    value: { is: 'number', value: round(value, column.rule.round) },
    amount: plus(value, zero),
  };
}
