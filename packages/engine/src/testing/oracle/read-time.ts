import { DateTime, IANAZone } from 'luxon';
import { trimmed } from './read-text.ts';

/** A point in time as written: the day, and the time if the format has one. Microseconds, since fractions have six digits. */
export interface Moment {
  /** Days since 1970-01-01 of the day as written. */
  readonly day: number;
  /** Microseconds since 1970 in UTC. */
  readonly instant: bigint;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const patterns: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<short>\\d{2})',
  MMM: '(?<letters>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<date>\\d{2})',
  d: '(?<date>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  h: '(?<half>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  '.SSS': '(?:\\.(?<fraction>\\d{1,6}))?',
  a: '(?<noon>[AaPp][Mm])',
  ZZ: '(?<zone>[Zz]|[+-]\\d{2}(?::?\\d{2})?)',
  "'T'": 'T',
};
const token = /yyyy|yy|MMM|MM|M|dd|d|HH|h|mm|ss|\.SSS|ZZ|a|'T'|./g;

export const hasTime = (format: string): boolean => /H|h/.test(format);
export const hasZone = (format: string): boolean => format.includes('ZZ');

const known = new Map<string, RegExp>();

function pattern(format: string): RegExp {
  const found = known.get(format);
  if (found !== undefined) return found;
  const parts = (format.match(token) ?? []).map(
    (part) => patterns[part] ?? part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'),
  );
  const made = new RegExp(`^${parts.join('')}$`);
  known.set(format, made);
  return made;
}

/** The moment that a cell says in a format, or undefined. `zone` is of times (and days) that say none. */
export function readMoment(cell: string, format: string, zone = 'UTC', pivot = 70): Moment | undefined {
  const found = pattern(format).exec(trimmed(cell))?.groups;
  if (found === undefined) return undefined;
  const short = Number(found.short);
  const year = found.year !== undefined ? Number(found.year) : short < pivot ? 2000 + short : 1900 + short;
  const month = found.letters !== undefined ? months.indexOf(found.letters.toLowerCase()) + 1 : Number(found.month);
  const date = Number(found.date);
  let hour = Number(found.hour ?? '0');
  if (found.half !== undefined) {
    const half = Number(found.half);
    if (half < 1 || half > 12) return undefined;
    hour = (half % 12) + (found.noon?.toLowerCase() === 'pm' ? 12 : 0);
  }
  const minute = Number(found.minute ?? '0');
  const second = Number(found.second ?? '0');
  const wall = DateTime.fromObject({ year, month, day: date, hour, minute, second }, { zone: 'UTC' });
  if (year === 0 || hour > 23 || !wall.isValid) return undefined;
  const seconds = BigInt(wall.toMillis()) / 1000n;
  const micros = BigInt((found.fraction ?? '').padEnd(6, '0'));
  const day = Math.floor(wall.toMillis() / 86_400_000);
  const offset = found.zone === undefined ? offsetIn(zone, wall) : writtenOffset(found.zone);
  if (offset === undefined) return undefined;
  return { day, instant: (seconds - BigInt(offset) * 60n) * 1_000_000n + micros };
}

/** Minutes east of UTC. */
function writtenOffset(text: string): number | undefined {
  if (/^z$/i.test(text)) return 0;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  const hours = Number(match?.[2]);
  const minutes = Number(match?.[3] ?? '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (match?.[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/** Minutes east of UTC at a local time: of two the later instant, of a skipped one none. */
function offsetIn(zoneName: string, wall: DateTime): number | undefined {
  const zone = IANAZone.create(zoneName);
  const offsets = new Set<number>();
  for (const hours of [-26, 0, 26]) offsets.add(zone.offset(wall.toMillis() + hours * 3_600_000));
  const fitting = [...offsets].filter((offset) => zone.offset(wall.toMillis() - offset * 60_000) === offset);
  // The later instant has the smaller offset.
  return fitting.length === 0 ? undefined : Math.min(...fitting);
}
