import { stripVTControlCharacters } from 'node:util';
import { pad } from './style.ts';

/** Lines of cells, padded so that the cells stand below each other. `right` names the columns that end on one edge. */
export function alignColumns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, stripVTControlCharacters(cell).length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, right.includes(index) ? 'left' : 'right'))
      .join('  ')
      .trimEnd(),
  );
}
