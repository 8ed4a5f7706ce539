import { type Row, scramble } from './rows.ts';

/** After every so many rows the target has one that the source does not have. */
export const extraEvery = 1000;

/** Whether the target lacks this row: one in a thousand. */
export function isMissing(index: number): boolean {
  return fate(index) === 0;
}

/** The row as the target has it where it differs in one cell (one in a thousand for each sort), else undefined. */
export function differingFrom(row: Row, index: number): Row | undefined {
  switch (fate(index)) {
    case 1:
      return { ...row, cents: row.cents + 700 };
    case 2:
      return { ...row, day: row.day + 1 };
    case 3:
      return { ...row, city: `${row.city} North` };
    case 4:
      return { ...row, note: '' };
    default:
      return undefined;
  }
}

function fate(index: number): number {
  return scramble(index, 99) % 1000;
}
