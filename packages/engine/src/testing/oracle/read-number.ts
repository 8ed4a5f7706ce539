import { type Exact, exact, negated } from './exact.ts';
import { trimmed } from './read-text.ts';

export interface Amount {
  readonly value: Exact;
  /** Sign or code, as written. */
  readonly currency?: string;
  readonly percent: boolean;
}

interface Way {
  /** Class of characters, or '' for none. */
  readonly group: string;
  readonly point: string;
  readonly indian?: boolean;
}

const blanks = ' \u00a0\u2009\u202f';
export const decimalFormats: Readonly<Record<string, Way>> = {
  '1234.5': { group: '', point: '.' },
  '1234,5': { group: '', point: ',' },
  '1,234.50': { group: ',', point: '.' },
  '1.234,50': { group: '.', point: ',' },
  '1 234,50': { group: blanks, point: ',' },
  '1 234.50': { group: blanks, point: '.' },
  "1'234.50": { group: "'’", point: '.' },
  "1'234,50": { group: "'’", point: ',' },
  '1,23,456.00': { group: ',', point: '.', indian: true },
};

const code = '\\p{Sc}|[A-Z]{3}';
const blank = `[${blanks}]?`;

/** The amount that a cell says in a format, or undefined. */
export function readNumber(cell: string, format: string): Amount | undefined {
  const way = decimalFormats[format];
  if (way === undefined) throw new Error(`no decimal format ${format}`);
  let text = trimmed(cell)
    .replace(/[\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replaceAll('\u2212', '-');
  let negative = false;
  let percent = false;
  let currency: string | undefined;
  let signs = 0;
  const take = (pattern: string): string | undefined => {
    const match = new RegExp(pattern, 'u').exec(text);
    if (match === null) return undefined;
    text = match[2] ?? '';
    return match[1] ?? '';
  };
  // Each decoration once: outer ones first.
  const inBrackets = /^\((.+)\)$/u.exec(text);
  if (inBrackets !== null) {
    text = inBrackets[1] ?? '';
    negative = true;
    signs++;
  }
  const credit = /^(.+?)[ \u00a0\u202f]?(CR|DR)$/iu.exec(text);
  if (credit !== null) {
    text = credit[1] ?? '';
    negative = credit[2]?.toUpperCase() === 'DR';
    signs++;
  }
  const sign = () => {
    const before = take(`^([+-])${blank}(.+)$`);
    if (before !== undefined) {
      signs++;
      negative ||= before === '-';
    }
    const after = /^(.+?)([+-])$/u.exec(text);
    if (after !== null) {
      signs++;
      text = after[1] ?? '';
      negative ||= after[2] === '-';
    }
  };
  const unit = () => {
    const before = take(`^(${code})${blank}(.+)$`);
    const after = new RegExp(`^(.+?)${blank}(${code})$`, 'u').exec(text);
    if (after !== null) text = after[1] ?? '';
    const found = [before, after?.[2]].filter((word) => word !== undefined);
    if (found.length > 1 || (found.length === 1 && currency !== undefined)) signs = 9;
    currency ??= found[0];
  };
  sign();
  unit();
  sign();
  const inUnit = /^\((.+)\)$/u.exec(text);
  if (inUnit !== null) {
    text = inUnit[1] ?? '';
    negative = true;
    signs++;
  }
  const hundredth = new RegExp(`^(.+?)${blank}%$`, 'u').exec(text);
  if (hundredth !== null) {
    text = hundredth[1] ?? '';
    percent = true;
  }
  if (signs > 1) return undefined;
  const number = readPlain(text, way);
  if (number === undefined) return undefined;
  const scaled = percent ? { digits: number.digits, scale: number.scale + 2 } : number;
  return { value: negative ? negated(scaled) : scaled, percent, ...(currency === undefined ? {} : { currency }) };
}

function readPlain(text: string, way: Way): Exact | undefined {
  const power = /^(.*?)(?:[eE]([+-]?\d{1,3}))?$/u.exec(text);
  const mantissa = power?.[1] ?? '';
  const exponent = Number(power?.[2] ?? '0');
  const point = mantissa.lastIndexOf(way.point);
  const whole = point === -1 ? mantissa : mantissa.slice(0, point);
  const decimals = point === -1 ? '' : mantissa.slice(point + 1);
  if (point !== -1 && !/^\d+$/.test(decimals)) return undefined;
  const digits = ungrouped(whole, way);
  if (digits === undefined) return undefined;
  const value = exact(decimals === '' ? digits : `${digits}.${decimals}`);
  const scale = value.scale - exponent;
  return scale >= 0 ? { digits: value.digits, scale } : { digits: value.digits * 10n ** BigInt(-scale), scale: 0 };
}

function ungrouped(whole: string, { group, indian }: Way): string | undefined {
  if (/^\d+$/.test(whole)) return whole;
  if (group === '') return undefined;
  // The same separator throughout.
  for (const separator of group) {
    const parts = whole.split(separator);
    if (parts.length < 2 || parts.some((part) => !/^\d+$/.test(part))) continue;
    const first = parts[0] ?? '';
    const middle = parts.slice(1, -1);
    const last = parts.at(-1) ?? '';
    const width = indian === true ? 2 : 3;
    if (first.length > width || last.length !== 3 || middle.some((part) => part.length !== width)) return undefined;
    return parts.join('');
  }
  return undefined;
}
