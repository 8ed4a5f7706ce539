import type { Random } from '@reconcyl/testing/random';

/** What a ruleset can ask that samples may use. */
export const features = [
  'keep_case',
  'collapse_blanks',
  'ignore_accents',
  'ignore_punctuation',
  'ignore_leading_zeros',
  'nfkc',
  'equivalents',
  'extract',
  'tolerance_total',
  'round',
  'multiply',
  'negate',
  'null_as_zero',
  'currency_in_value',
  'window',
  'pivot',
  'precision',
  'boolean',
  'duplicates_report',
  'debit_credit',
  'percent',
  'zone',
  'scope',
] as const;
export type Feature = (typeof features)[number];

// biome-ignore format: in families
export const temporalFormats = [
  'yyyy-MM-dd', 'yyyy/MM/dd', 'yyyy.MM.dd', 'yyyyMMdd', 'dd.MM.yyyy', 'd.M.yyyy', 'dd.MM.yy', 'd.M.yy', 'dd/MM/yyyy', 'd/M/yy',
  'dd-MM-yyyy', 'MM/dd/yyyy', 'M/d/yyyy', 'MM/dd/yy', 'M-d-yyyy', 'MM.dd.yyyy', 'dd-MMM-yyyy', 'd-MMM-yyyy', 'dd-MMM-yy', 'd MMM yyyy',
  'dd MMM yy', 'MMM d, yyyy',
] as const;

// biome-ignore format: in families
export const timestampFormats = [
  "yyyy-MM-dd'T'HH:mm:ss", 'yyyy-MM-dd HH:mm', 'yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm:ss.SSS', "yyyy-MM-dd'T'HH:mm:ssZZ",
  'yyyy-MM-dd HH:mm:ssZZ', "yyyy-MM-dd'T'HH:mm:ss.SSSZZ", 'dd.MM.yyyy HH:mm', 'dd.MM.yyyy HH:mm:ss', 'M/d/yyyy h:mm a', 'MM/dd/yyyy h:mm:ss a',
  'd-MMM-yyyy HH:mm:ss.SSS', 'dd.MM.yyyy',
] as const;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const token = /yyyy|yy|MMM|MM|M|dd|d|HH|h|mm|ss|\.SSS|ZZ|a|'T'|./g;

export const spellDay = (day: number, format: string, random: Random): string =>
  spellMoment(day * 86_400_000, format, random);

/** An instant, written in UTC or at an offset where the format has one. */
export function spellMoment(millis: number, format: string, random: Random): string {
  const offset = format.includes('ZZ') ? random.pick([0, 0, 60, 120, -300, 330]) : 0;
  const at = new Date(millis + offset * 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hour = at.getUTCHours();
  const fraction = String(at.getUTCMilliseconds()).padStart(3, '0');
  const parts: Record<string, () => string> = {
    yyyy: () => String(at.getUTCFullYear()),
    yy: () => two(at.getUTCFullYear() % 100),
    MMM: () => random.pick([String, (text: string) => text.toUpperCase()])(months[at.getUTCMonth()] ?? ''),
    MM: () => two(at.getUTCMonth() + 1),
    M: () => random.pick([String, two])(at.getUTCMonth() + 1),
    dd: () => two(at.getUTCDate()),
    d: () => random.pick([String, two])(at.getUTCDate()),
    HH: () => two(hour),
    h: () => String(hour % 12 === 0 ? 12 : hour % 12),
    mm: () => two(at.getUTCMinutes()),
    ss: () => two(at.getUTCSeconds()),
    '.SSS': () => (at.getUTCMilliseconds() === 0 ? random.pick(['', '.0', '.000', '.000000']) : `.${fraction}`),
    a: () => random.pick(hour < 12 ? ['AM', 'am'] : ['PM', 'pm']),
    ZZ: () => {
      if (offset === 0) return random.pick(['Z', '+00:00', '+0000', '+00']);
      const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
      return `${offset < 0 ? '-' : '+'}${two(hours)}${random.pick([':', ''])}${two(minutes)}`;
    },
    "'T'": () => 'T',
  };
  return (format.match(token) ?? []).map((part) => parts[part]?.() ?? part).join('');
}
