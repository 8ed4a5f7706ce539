import { normaliseNumber } from '../kinds/decimal.ts';
import { readMarks } from '../kinds/number-marks.ts';

/** The currency that a number is written with, as the comparison reads it (`€` is EUR); undefined when there is none. */
export function currencyOf(cell: string): string | undefined {
  return readMarks(normaliseNumber(cell)).currency;
}
