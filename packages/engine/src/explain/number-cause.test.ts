import { describe, expect, it } from 'vitest';
import type { DecimalSpec } from '../kinds/index.ts';
import { numberCause } from './number-cause.ts';

const spec: DecimalSpec = { kind: 'decimal', nulls: [], format: '1234.5', width: 18, scale: 4 };

/** Four decimals, as DuckDB would write the values. */
function causeOf(source: string, target: string, rest: Partial<DecimalSpec> = {}) {
  const value = (cell: string) => {
    const [whole = '', fraction = ''] = cell.replace(/[^\d.-]/g, '').split('.');
    return `${whole}.${fraction.padEnd(4, '0')}`;
  };
  const full = { ...spec, ...rest };
  return numberCause(
    { source, target, sourceValue: value(source), targetValue: value(target) },
    { source: full, target: full },
  );
}

describe('the cause of two differing numbers', () => {
  it.each([
    ['sign', '12.50', '-12.50'],
    ['scale', '1.25', '125'],
    ['scale', '-3', '-30'],
    ['scale', '5', '5000'],
    [undefined, '5', '50000'],
    ['sign_and_scale', '1.25', '-125'],
    ['rounding', '10.126', '10.13'],
    ['rounding', '10.126', '10.12'],
    ['rounding', '-2.5', '-3'],
    ['rounding', '1.16', '1.1'],
    ['rounding', '1.16', '1.2'],
    ['rounding', '0.4', '0'],
    ['rounding', '9.999', '10'],
    // As many decimals are written, so nothing was shortened.
    [undefined, '1.16', '1.10'],
    ['penny', '10.00', '10.01'],
    ['penny', '0.00', '-0.01'],
    // The coarser scale is that of 10.1; 10.04 is no shortening of it either.
    ['penny', '10.1', '10.00'],
    [undefined, '10.126', '10.14'],
    ['transposed_digits', '1254.00', '1524.00'],
    ['transposed_digits', '91.00', '19.00'],
    ['transposed_digits', '12.3', '13.2'],
    [undefined, '123', '321'],
    [undefined, '1254', '-1524'],
  ])('is %s for %s against %s', (cause, source, target) => {
    expect(causeOf(source, target)).toBe(cause);
    expect(causeOf(target, source)).toBe(cause);
  });

  it('is the currency where both are written with one and they are not the same', () => {
    expect(causeOf('12.00 EUR', 'USD 12.00', { currency: true })).toBe('currency');
    expect(causeOf('12.00 €', '$11.00', { currency: true })).toBe('currency');
    expect(causeOf('12.00 eur', 'EUR -12.00', { currency: true })).toBe('sign');
    expect(causeOf('12.00', 'USD 12.01', { currency: true })).toBe('penny');
  });

  it('is not the currency where a sign and a code mean the same one', () => {
    expect(causeOf('12.00 €', 'EUR 12.01', { currency: true })).toBe('penny');
    expect(causeOf('£12.00', '-12.00 GBP', { currency: true })).toBe('sign');
  });

  it.each([
    // The multiplier does not make a coarser scale of zeros at the end.
    [undefined, '9.020', '9.030', '902.0', '903.0', { multiply: '100' }],
    ['penny', '9.02', '9.03', '902', '903', { multiply: '100' }],
    ['penny', '90.2', '90.3', '9.02', '9.03', { multiply: '0.1' }],
    [undefined, '9.20%', '9.30%', '0.092', '0.093', { percent: true }],
    ['penny', '9.2%', '9.3%', '0.092', '0.093', { percent: true }],
    [undefined, '1.20E1', '1.30E1', '12', '13', { bareExponent: true }],
    ['penny', '1.2E1', '1.3E1', '12', '13', { bareExponent: true }],
  ] as const)('is %s for %s against %s by the decimals that are written', (cause, source, target, a, b, rest) => {
    const full = { ...spec, ...rest };
    const scale = Math.max(...[a, b].map((value) => value.split('.')[1]?.length ?? 0)) + 2;
    const value = (text: string) => Number(text).toFixed(scale);
    const pair = { source, target, sourceValue: value(a), targetValue: value(b) };
    expect(numberCause(pair, { source: full, target: full })).toBe(cause);
  });
});
