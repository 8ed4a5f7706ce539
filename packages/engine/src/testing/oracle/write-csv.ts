import type { Table } from './types.ts';

export interface Dialect {
  readonly delimiter: string;
  readonly lineEnd: '\n' | '\r\n';
  readonly quoteAll: boolean;
}

export const plainDialect: Dialect = { delimiter: ',', lineEnd: '\n', quoteAll: false };

/** The plainest CSV writer; gives the table as it must be read, with the physical lines on which its rows begin. */
export function writeCsv(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  { delimiter, lineEnd, quoteAll }: Dialect = plainDialect,
): { readonly text: string; readonly table: Table } {
  const cell = (text: string) =>
    quoteAll || text.includes(delimiter) || /["\n\r]|^\s|\s$|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  let line = 1 + breaksIn(columns);
  const lines: number[] = [];
  for (const row of rows) {
    line++;
    lines.push(line);
    line += breaksIn(row);
  }
  const text = [columns, ...rows].map((row) => row.map(cell).join(delimiter) + lineEnd).join('');
  return { text, table: { columns, rows, lines } };
}

const breaksIn = (cells: readonly string[]): number => cells.join('').split('\n').length - 1;
