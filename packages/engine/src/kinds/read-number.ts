import { type DecimalReading, normaliseNumber, numberExpression } from './decimal.ts';
import { findDecimalFormat } from './decimal-formats.ts';
import { withoutMarks } from './number-marks.ts';

/** What `decimalTextSql` gives, in JavaScript: `[+-]?digits(.digits)?` with every digit kept, or null. */
export function readNumber(
  cell: string,
  formatName: string,
  bareExponent = false,
  marks: Pick<DecimalReading, 'percent' | 'currency'> = {},
): string | null {
  const { expression, decimal } = readerOf(formatName, bareExponent);
  const text = withoutMarks(normaliseNumber(cell), marks);
  if (text === null || !expression.test(text)) return null;
  const [mantissa = '', exponent] = text.split('E');
  const sign = /^[-(]|-$|DR$/.test(mantissa) ? '-' : /^[+]\S/.test(text) && exponent === undefined ? '+' : '';
  const [whole = '', fraction] = mantissa.replace(decimal === '.' ? /[^\d.]/g : /[^\d,]/g, '').split(decimal);
  if (exponent === undefined) return sign + whole + (fraction === undefined ? '' : `.${fraction}`);
  return sign + shift(whole + (fraction ?? ''), Number(exponent) - (fraction?.length ?? 0));
}

/** Digits times a power of ten. */
function shift(digits: string, power: number): string {
  if (power >= 0) return digits + '0'.repeat(power);
  if (-power < digits.length) return `${digits.slice(0, power)}.${digits.slice(power)}`;
  return `0.${digits.padStart(-power, '0')}`;
}

interface Reader {
  readonly expression: RegExp;
  readonly decimal: '.' | ',';
}

const readers = new Map<string, Reader>();

function readerOf(name: string, bareExponent: boolean): Reader {
  const id = `${bareExponent} ${name}`;
  const known = readers.get(id);
  if (known !== undefined) return known;
  const format = findDecimalFormat(name);
  if (format === undefined) throw new TypeError(`there is no decimal format ${name}`);
  const reader = { expression: numberExpression(format, bareExponent), decimal: format.decimal };
  readers.set(id, reader);
  return reader;
}
