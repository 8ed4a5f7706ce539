import { trimBlanks } from '../blanks.ts';
import { findTemporalFormat } from './temporal-formats.ts';

/** The day of a cell as `yyyy-MM-dd`, or null when it does not read in the format: what the SQL reads, its time left out. */
export function readDay(cell: string, formatName: string): string | null {
  const { expression, order } = readerOf(formatName);
  const text = trimBlanks(cell);
  if (!expression.test(text)) return null;
  const parts =
    order === 'compact' ? [text.slice(0, 4), text.slice(4, 6), text.slice(6)] : (text.match(/\d+|[a-z]{3}/gi) ?? []);
  const part = (token: 'y' | 'M' | 'd') =>
    parts[order === 'compact' ? 'yMd'.indexOf(token) : order.indexOf(token)] ?? '';
  const year = part('y').length === 2 ? Number(part('y')) + (Number(part('y')) < 70 ? 2000 : 1900) : Number(part('y'));
  const month = months.indexOf(part('M').toLowerCase()) + 1 || Number(part('M'));
  const day = Number(part('d'));
  if (day > daysInMonth(year, month)) return null;
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

interface Reader {
  readonly expression: RegExp;
  /** In which order year, month and day stand, such as `dMy`. */
  readonly order: string;
}

const readers = new Map<string, Reader>();

function readerOf(name: string): Reader {
  const known = readers.get(name);
  if (known !== undefined) return known;
  const format = findTemporalFormat(name);
  if (format === undefined) throw new TypeError(`there is no date or time format ${name}`);
  const compact = format.date.name === 'yyyyMMdd';
  const order = compact ? 'compact' : format.date.name.replace(/[^yMd]/g, '').replace(/(.)\1+/g, '$1');
  const reader = { expression: new RegExp(`^(?:${format.pattern})$`), order };
  readers.set(name, reader);
  return reader;
}
