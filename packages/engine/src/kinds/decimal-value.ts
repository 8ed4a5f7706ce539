import { type ExactDecimal, formatDecimal, parseDecimal } from '../numbers/exact-decimal.ts';
import type { DecimalSpec } from './canonical-spec.ts';
import { readableNulls, ruledSql } from './cell-rules.ts';
import { currencyOfSql, decimalSql, decimalTextSql } from './decimal.ts';
import { extractedSql } from './extract.ts';
import { textCanonicalSql } from './text.ts';
import { withSql } from './with.ts';

/**
 * What control totals add: the value after extraction, format, percent, multiplier and sign flip, before nulls, equivalents,
 * rounding and `nullAsZero`. DECIMAL(width, scale), NULL where nothing reads; so a null word such as `9999` counts. For a spec
 * without these rules it is the very text of `canonicalSql`, which DuckDB computes once.
 */
export function amountValueSql(cell: string, spec: DecimalSpec): string {
  if (spec.extract === undefined) return numberSql(cell, spec);
  return withSql('part_', extractedSql(cell, spec.extract), numberSql('part_', spec));
}

/** The currency that a cell names: an ISO code, `$`, `¥` or `KR`; NULL where it names none. */
export function currencySql(cell: string, spec: DecimalSpec): string {
  if (spec.currency !== true) return 'NULL';
  if (spec.extract === undefined) return currencyOfSql(cell);
  return withSql('part_', extractedSql(cell, spec.extract), currencyOfSql('part_'));
}

/** The number of a cell as `decimalTextSql` gives it, after extraction; before percent, multiplier and sign flip. */
export function writtenNumberSql(cell: string, spec: DecimalSpec): string {
  if (spec.extract === undefined) return decimalTextSql(cell, spec);
  return withSql('part_', extractedSql(cell, spec.extract), decimalTextSql('part_', spec));
}

/** What is compared: nulls and equivalents applied, rounded. DECIMAL(width, scale). */
export function decimalValueSql(cell: string, spec: DecimalSpec): string {
  const { nulls, nullAsZero, extract, ...rest } = spec;
  if (nullAsZero === true) {
    const zero = `0::DECIMAL(${spec.width}, ${spec.scale})`;
    const isBlank = `part_ IS NULL OR ${textCanonicalSql('part_', nulls)} IS NULL`;
    const value = decimalValueSql('part_', { ...rest, nulls });
    return withSql(
      'part_',
      extractedSql(cell, extract),
      withSql('value_', value, `CASE WHEN value_ IS NOT NULL THEN value_ WHEN ${isBlank} THEN ${zero} END`),
    );
  }
  return ruledSql(cell, { ...spec, nulls: readableNulls(nulls) }, (text) => {
    const value = numberSql(text, spec);
    return isRounded(spec) ? withSql('exact_', value, roundedSql('exact_', spec)) : value;
  });
}

/** Percent, multiplier and sign flip as one exact factor. */
function factorOf({ percent, multiply, negate }: Pick<DecimalSpec, 'percent' | 'multiply' | 'negate'>): ExactDecimal {
  let { unscaled, scale } = parseDecimal(multiply ?? '1');
  if (percent) scale += 2;
  if (negate) unscaled = -unscaled;
  while (scale > 0 && unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale -= 1;
  }
  return { unscaled, scale };
}

/** Digits that a value needs which is written with so many: whole digits and decimals after the factor, and room to round up. */
export function digitsOfValue(
  spec: Pick<DecimalSpec, 'percent' | 'multiply' | 'negate' | 'round'>,
  written: { readonly whole: number; readonly decimals: number },
): { readonly whole: number; readonly decimals: number } {
  const { digits, factor } = sizeOfFactor(spec);
  return {
    whole: written.whole + digits - factor.scale + (spec.round === undefined ? 0 : 1),
    decimals: written.decimals + factor.scale,
  };
}

/** Digits of the factor after its sign; 0 for a factor that needs no multiplication. */
function sizeOfFactor(spec: Parameters<typeof factorOf>[0]) {
  const factor = factorOf(spec);
  const size = factor.unscaled < 0n ? -factor.unscaled : factor.unscaled;
  const isOne = size === 1n && factor.scale === 0;
  return { factor, isOne, digits: isOne ? 0 : Math.max(String(size).length, factor.scale) };
}

function numberSql(cell: string, spec: DecimalSpec): string {
  const { factor, isOne, digits } = sizeOfFactor(spec);
  const room = isRounded(spec) ? 1 : 0;
  if (isOne) {
    const value = decimalSql(cell, { ...spec, width: spec.width - room });
    const typed = room === 0 ? value : `(${value})::DECIMAL(${spec.width}, ${spec.scale})`;
    return factor.unscaled < 0n ? `-(${typed})` : typed;
  }
  // Widths and scales add up, so no product overflows: a number that is too wide does not read.
  const written = { ...spec, width: spec.width - digits - room, scale: spec.scale - factor.scale };
  const literal = `'${formatDecimal(factor)}'::DECIMAL(${digits}, ${factor.scale})`;
  return `((${decimalSql(cell, written)}) * ${literal})::DECIMAL(${spec.width}, ${spec.scale})`;
}

function isRounded({ round, scale }: DecimalSpec): boolean {
  return round !== undefined && round.scale < scale;
}

/** Exact: `round` of DuckDB takes decimals as they are, half away from zero; the other modes step back by one unit. */
function roundedSql(value: string, { round, width, scale }: DecimalSpec): string {
  if (round === undefined) return value;
  const rounded = `round(${value}, ${round.scale})`;
  const typed = (sql: string) => `(${sql})::DECIMAL(${width}, ${scale})`;
  if (round.mode === 'half_away_from_zero') return typed(rounded);
  const unit = `'${unitOf(round.scale)}'::DECIMAL(${round.scale + 1}, ${round.scale})`;
  const back = typed(`rounded_ - sign(${value}) * ${unit}`);
  const isTooFar =
    round.mode === 'towards_zero'
      ? `abs(rounded_) > abs(${value})`
      : `abs(rounded_) - abs(${value}) = '${unitOf(round.scale + 1, 5)}'::DECIMAL(${round.scale + 2}, ${round.scale + 1})
         AND right(CAST(rounded_ AS VARCHAR), 1) IN ('1', '3', '5', '7', '9')`;
  return withSql('rounded_', rounded, `CASE WHEN ${isTooFar} THEN ${back} ELSE ${typed('rounded_')} END`);
}

/** `0.01` for 2. */
function unitOf(scale: number, digit = 1): string {
  return scale === 0 ? String(digit) : `0.${'0'.repeat(scale - 1)}${digit}`;
}
