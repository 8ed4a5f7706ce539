import type { Row } from './rows.ts';

/** `2025-03-14`, `1234.50`, texts as they are. */
export function writeAsIs(row: Row): string {
  const { year, month, day } = calendar(row.day);
  return `${row.id},${year}-${month}-${day},${amount(row.cents)},${row.customer},${row.city},${row.status},${row.currency},${row.quantity},${row.note}\n`;
}

/** `14/03/2025`, `"1,234.50"`, texts in capitals or with blanks around them: the same row to a person, another to a program. */
export function writeOtherwise(row: Row): string {
  const { year, month, day } = calendar(row.day);
  const grouped = amount(row.cents).replace(/\B(?=(\d{3})+\.)/g, ',');
  return `${row.id},${day}/${month}/${year},"${grouped}",${row.customer.toUpperCase()}, ${row.city},${row.status.toUpperCase()},${row.currency} ,${row.quantity}, ${row.note.toUpperCase()}\n`;
}

function amount(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const days = new Map<number, { readonly year: string; readonly month: string; readonly day: string }>();

function calendar(dayNumber: number) {
  const known = days.get(dayNumber);
  if (known !== undefined) return known;
  const [year = '', month = '', day = ''] = new Date(Date.UTC(2020, 0, 1 + dayNumber))
    .toISOString()
    .slice(0, 10)
    .split('-');
  const made = { year, month, day };
  days.set(dayNumber, made);
  return made;
}
