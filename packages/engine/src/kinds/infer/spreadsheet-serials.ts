import type { Side } from '@reconcyl/contracts';
import { trimBlanks } from '../../blanks.ts';
import { type Both, otherSide, type SideAnswer } from './question.ts';

/** Serial numbers of 1954-10-03 and 2119-01-25: days that people keep records of. */
const [firstSerial, lastSerial] = [20_000, 80_000];

/** The side whose numbers are what a spreadsheet makes of dates, while the other side has dates. */
export function sideWithSerials(answers: Both<SideAnswer>): Side | undefined {
  return (['source', 'target'] as const).find((side) => {
    if (answers[otherSide(side)].reading.date === undefined) return false;
    const cells = answers[side].cells.map(trimBlanks).filter((cell) => cell !== '');
    const serials = cells.filter((cell) => {
      const serial = /^\d{5}(?:[.,]\d+)?$/.test(cell) ? Number(cell.slice(0, 5)) : 0;
      return serial >= firstSerial && serial <= lastSerial;
    });
    return serials.length > 0 && serials.length >= cells.length * 0.99;
  });
}
