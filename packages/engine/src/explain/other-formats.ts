import { decimalFormats } from '../kinds/decimal-formats.ts';
import { readDay } from '../kinds/read-day.ts';
import { readNumber } from '../kinds/read-number.ts';
import { dateFormats } from '../kinds/temporal-formats.ts';
import { plainDecimal, scaleOf, unitsOf } from './exact-units.ts';
import { withoutLeadingZeros } from './text-forms.ts';

/** Whether two texts are the same number in two ways of writing it; zeros in front alone are no other format. */
export function sameNumberOtherwiseWritten(a: string, b: string): boolean {
  if (!looksLikeNumber.test(a) || !looksLikeNumber.test(b)) return false;
  if (a === b || withoutLeadingZeros(a) === withoutLeadingZeros(b)) return false;
  if (!/e/i.test(a + b) && significantDigits(a) !== significantDigits(b)) return false;
  const numbers = numbersOf(a);
  return numbers.size > 0 && [...numbersOf(b)].some((number) => numbers.has(number));
}

/** The number that a text means, where all who can read it agree; undefined for any other text. */
export function numberMeant(text: string): string | undefined {
  if (!looksLikeNumber.test(text)) return undefined;
  const numbers = numbersOf(text);
  return numbers.size === 1 ? [...numbers][0] : undefined;
}

/** Whether two texts are the same day in two formats, with the same time behind it, if any. */
export function sameDayOtherwiseWritten(a: string, b: string): boolean {
  if (a === b || !looksLikeDate.test(a) || !looksLikeDate.test(b)) return false;
  const days = daysOf(a);
  return days.size > 0 && [...daysOf(b)].some((day) => days.has(day));
}

/** Everything that a text may mean as a number. */
function numbersOf(text: string): ReadonlySet<string> {
  const read = decimalFormats.map(({ name }) => readNumber(text, name, true));
  return new Set(read.flatMap((number) => (number === null ? [] : [canonicalNumber(number)])));
}

const looksLikeNumber = /^(?=.*\p{Nd})[\p{Nd}\p{Zs}.,'’()+\-−．，（）＋－ecdr]{1,64}$/iu;

/** Whatever the separators mean, the same number has the same digits between its outer zeros. */
function significantDigits(text: string): string {
  return text.replace(/\P{Nd}+/gu, '').replace(/^0+|0+$/g, '');
}

function canonicalNumber(read: string): string {
  const plain = read.replace('+', '').replace(/^(-?)\./, '$10.');
  return plainDecimal(unitsOf(plain), scaleOf(plain));
}

function daysOf(text: string): ReadonlySet<string> {
  const time = /[ t]\d{1,2}:.*$/i.exec(text)?.[0] ?? '';
  const date = text.slice(0, text.length - time.length);
  const read = dateFormats.map(({ name }) => readDay(date, name));
  const behind = time.slice(1).trim();
  return new Set(read.flatMap((day) => (day === null ? [] : [`${day} ${behind}`])));
}

const looksLikeDate =
  /^(?:\d{1,4}([./ -])(?:\d{1,2}|[a-z]{3})\1\d{2,4}|[a-z]{3} \d{1,2}, \d{4}|\d{8})(?:[ t]\d[\d:. apmz+-]{0,20})?$/i;
