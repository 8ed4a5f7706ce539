import type { Cause } from '@reconcyl/contracts';
import { abs, absolute, at, type Exact, equal, minus, negated, rounded, times } from './exact.ts';
import { isSame, otherCurrency } from './judge.ts';
import { decimalFormats, readNumber } from './read-number.ts';
import {
  canonicalText,
  collapsed,
  lowered,
  withoutAccents,
  withoutLeadingZeros,
  withoutPunctuation,
} from './read-text.ts';
import { readMoment } from './read-time.ts';
import type { Cell, OracleColumn, Row } from './types.ts';

/** Why two differing cells differ: the first that holds, and of text causes all that hold together. */
export function causesOf(columns: readonly OracleColumn[], index: number, source: Row, target: Row): Cause[] {
  const a = cellAt(source, index);
  const b = cellAt(target, index);
  if (isSwapped(columns, index, source, target)) return ['swapped_with_column'];
  if (a.value.is === 'null' || b.value.is === 'null') return ['null_vs_value'];
  if (a.value.is === 'number' && b.value.is === 'number') {
    return [otherCurrency(a.value, b.value) ? 'currency' : numberCause(a.value.value, b.value.value)];
  }
  if (a.value.is === 'instant' && b.value.is === 'instant') return [instantCause(a.value.micros, b.value.micros)];
  if (a.value.is === 'day' && b.value.is === 'day') return [dayCause(a.value.day, b.value.day)];
  return textCauses(textOf(columns[index], a), textOf(columns[index], b));
}

interface Text {
  readonly text: string;
  /** The same with its mojibake put right, which only the cell as it stands in the file shows. */
  readonly repaired: string;
}

/** What the rules of the column leave of a text: a case that is ignored is no cause. */
function textOf(column: OracleColumn | undefined, { raw, value }: Cell): Text {
  const text =
    value.is === 'text' && column?.rule.extract === undefined ? value.text : canonicalText(raw, column?.rule);
  return { text, repaired: repaired(raw) === raw ? text : canonicalText(repaired(raw), column?.rule) };
}

function cellAt(row: Row, index: number): Cell {
  const cell = row.cells[index];
  if (cell === undefined) throw new Error('a row without a cell');
  return cell;
}

/** The cell agrees with another column of the same record, and that one with it. */
function isSwapped(columns: readonly OracleColumn[], index: number, source: Row, target: Row): boolean {
  return columns.some((column, other) => {
    if (other === index || column.isKey || column.kind !== columns[index]?.kind) return false;
    const [a, b, c, d] = [cellAt(source, index), cellAt(target, other), cellAt(source, other), cellAt(target, index)];
    return isSame(a.value, b.value) && isSame(c.value, d.value) && !isSame(a.value, d.value);
  });
}

const tens: readonly Exact[] = [10n, 100n, 1000n].map((digits) => ({ digits, scale: 0 }));
const isScaled = (a: Exact, b: Exact) => tens.some((ten) => equal(times(a, ten), b) || equal(times(b, ten), a));

function numberCause(a: Exact, b: Exact): Cause {
  if (equal(a, negated(b))) return 'sign';
  if (isScaled(a, b)) return 'scale';
  if (isScaled(a, negated(b))) return 'sign_and_scale';
  const [fine, coarse] = a.scale > b.scale ? [a, b] : [b, a];
  if (fine.scale > coarse.scale) {
    const cuts = (['half_away_from_zero', 'towards_zero'] as const).map((mode) => rounded(fine, coarse.scale, mode));
    if (cuts.some((cut) => equal(cut, coarse))) return 'rounding';
  }
  if (equal(absolute(minus(a, b)), { digits: 1n, scale: coarse.scale })) return 'penny';
  return isTransposed(a, b) ? 'transposed_digits' : 'value';
}

/** Two neighbouring digits have changed places. */
function isTransposed(a: Exact, b: Exact): boolean {
  const scale = Math.max(a.scale, b.scale);
  if (a.digits < 0n !== b.digits < 0n) return false;
  const [x, y] = [String(abs(at(a, scale))), String(abs(at(b, scale)))];
  const width = Math.max(x.length, y.length);
  return oneSwap(x.padStart(width, '0'), y.padStart(width, '0'));
}

function oneSwap(x: string, y: string): boolean {
  const unlike = Array.from(x, (_, index) => index).filter((index) => x[index] !== y[index]);
  const [first, second] = unlike;
  if (unlike.length !== 2 || first === undefined || second !== first + 1) return false;
  return x[first] === y[second] && x[second] === y[first];
}

function instantCause(a: bigint, b: bigint): Cause {
  const apart = abs(a - b);
  if (apart % 900_000_000n === 0n && apart <= 14n * 3_600_000_000n) return 'time_zone';
  if (apart <= 86_400_000_000n) return 'within_1_day';
  const rest = (micros: bigint) => ((micros % 86_400_000_000n) + 86_400_000_000n) % 86_400_000_000n;
  if (rest(a) !== rest(b)) return 'value';
  return dayCause(Number((a - rest(a)) / 86_400_000_000n), Number((b - rest(b)) / 86_400_000_000n));
}

function dayCause(a: number, b: number): Cause {
  if (Math.abs(a - b) <= 1) return 'within_1_day';
  const [x, y] = [a, b].map((day) => new Date(day * 86_400_000).toISOString().split('T')[0]?.split('-') ?? []);
  if (x?.[0] === y?.[0] && x?.[1] === y?.[2] && x?.[2] === y?.[1]) return 'day_month_swapped';
  return x?.[1] === y?.[1] && x?.[2] === y?.[2] ? 'year' : 'value';
}

const invisible = /[\p{Cf}\p{Cc}]/gu;
const lookAlikes = new Map(
  [...'АВЕКМНОРСТУХаеорсухіΑΒΕΖΗΙΚΜΝΟΡΤΥΧο'].map((letter, index) => [
    letter,
    'ABEKMHOPCTYXaeopcyxiABEZHIKMNOPTYXo'[index] ?? letter,
  ]),
);

/**
 * Each step takes away what its cause speaks of; what alone or together makes the texts equal is named. An encoding is put right
 * before all else, in the cell.
 */
const steps: readonly (readonly [Cause, (text: string) => string])[] = [
  ['case', lowered],
  ['spaces', (text) => collapsed(text).replaceAll(' ', '')],
  ['invisible_characters', (text) => text.replace(invisible, '')],
  ['look_alike', (text) => Array.from(text.normalize('NFKC'), (letter) => lookAlikes.get(letter) ?? letter).join('')],
  ['encoding', (text) => text],
  ['accents', withoutAccents],
  ['leading_zeros', withoutLeadingZeros],
  ['punctuation', withoutPunctuation],
];

function textCauses(a: Text, b: Text): Cause[] {
  if (isSameNumber(a.text, b.text)) return ['number_format'];
  if (isSameDay(a.text, b.text)) return ['date_format'];
  const all = (names: readonly Cause[], { text, repaired: right }: Text) =>
    steps.reduce(
      (now, [name, step]) => (names.includes(name) ? step(now).normalize('NFC') : now),
      (names.includes('encoding') ? right : text).normalize('NFC'),
    );
  const named = steps.map(([name]) => name);
  const same = (x: string, y: string) => x === y;
  const begins = (x: string, y: string) => x !== '' && y !== '' && (x.startsWith(y) || y.startsWith(x));
  for (const [holds, more] of [
    [same, []],
    [begins, ['truncated']],
  ] as const) {
    const agree = (names: readonly Cause[]) => holds(all(names, a), all(names, b));
    if (!agree(named)) continue;
    // Those without which it would not hold.
    let needed = named;
    for (const name of [...named].reverse()) {
      const fewer = needed.filter((other) => other !== name);
      if (agree(fewer)) needed = fewer;
    }
    return [...needed, ...more];
  }
  return ['value'];
}

/** Text that was UTF-8 and was read as windows-1252. */
function repaired(text: string): string {
  if (!/[\u00c2-\u00f4]/.test(text)) return text;
  const bytes = Buffer.from(text, 'latin1');
  const read = bytes.toString('utf8');
  return bytes.toString('latin1') === text && !read.includes('\ufffd') ? read : text;
}

function isSameNumber(a: string, b: string): boolean {
  // Those that differ in leading zeros are identifiers.
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return false;
  const read = (text: string) =>
    Object.keys(decimalFormats).flatMap((format) => {
      const amount = readNumber(text, format);
      return amount === undefined ? [] : [amount.value];
    });
  return read(a).some((x) => read(b).some((y) => equal(x, y)));
}

const dayFormats = ['yyyy-MM-dd', 'yyyyMMdd', 'd.M.yyyy', 'd/M/yyyy', 'M/d/yyyy', 'd-MMM-yyyy'];
function isSameDay(a: string, b: string): boolean {
  const read = (text: string) => dayFormats.flatMap((format) => readMoment(text, format)?.day ?? []);
  return read(a).some((x) => read(b).includes(x));
}
