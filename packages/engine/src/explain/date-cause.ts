import type { Cause } from '@reconcyl/contracts';

/** Why two days or instants differ; both are ISO text such as `2025-03-31` or `2025-03-31 10:00:00.5`. */
export function dateCause(source: string, target: string, kind: 'date' | 'timestamp'): Cause | undefined {
  const [a, b] = [readInstant(source), readInstant(target)];
  if (a === undefined || b === undefined) return undefined;
  const apart = b.microseconds - a.microseconds;
  const distance = apart < 0n ? -apart : apart;
  if (distance === 0n) return undefined;
  if (kind === 'timestamp' && distance <= 14n * hour && distance % quarterHour === 0n) return 'time_zone';
  if (distance <= day) return 'within_1_day';
  if (a.time !== b.time) return undefined;
  if (a.year === b.year && a.day === b.month && a.month === b.day) return 'day_month_swapped';
  return a.day === b.day && a.month === b.month ? 'year' : undefined;
}

/** Target minus source: `3 d` for days, `-3600 s` for instants. */
export function dateDelta(source: string, target: string, kind: 'date' | 'timestamp'): string | undefined {
  const apart = microsecondsApart(source, target);
  if (apart === undefined) return undefined;
  return kind === 'date' ? `${apart / day} d` : `${seconds(apart)} s`;
}

function microsecondsApart(source: string, target: string): bigint | undefined {
  const [a, b] = [microsecondsOf(source), microsecondsOf(target)];
  return a === undefined || b === undefined ? undefined : b - a;
}

/** Microseconds since 1970; undefined where a text is no ISO day or instant of the common calendar. */
export function microsecondsOf(text: string): bigint | undefined {
  return readInstant(text)?.microseconds;
}

export const second = 1_000_000n;
export const hour = 3600n * second;
export const day = 24n * hour;
const quarterHour = 900n * second;

interface Instant {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  /** What follows the day. */
  readonly time: string;
  readonly microseconds: bigint;
}

const iso = /^(\d{4,6})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;

function readInstant(text: string): Instant | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', dayOfMonth = '', hours = '0', minutes = '0', whole = '0', fraction = ''] = match;
  const milliseconds = millisecondsOf(Number(year), Number(month), Number(dayOfMonth));
  const time = (Number(hours) * 60 + Number(minutes)) * 60 + Number(whole);
  const microseconds = BigInt(milliseconds + time * 1000) * 1000n + BigInt(fraction.padEnd(6, '0'));
  return { year, month, day: dayOfMonth, time: text.slice(10), microseconds };
}

/** Of a day; by hand below the year 100, which Date.UTC takes for 19xx. */
function millisecondsOf(year: number, month: number, dayOfMonth: number): number {
  return year > 99 ? Date.UTC(year, month - 1, dayOfMonth) : new Date(0).setUTCFullYear(year, month - 1, dayOfMonth);
}

function seconds(microseconds: bigint): string {
  const sign = microseconds < 0n ? '-' : '';
  const size = microseconds < 0n ? -microseconds : microseconds;
  const fraction = String(size % second)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${sign}${size / second}${fraction === '' ? '' : `.${fraction}`}`;
}
