import type { Cause } from '@reconcyl/contracts';
import { findDecimalFormat } from '../kinds/decimal-formats.ts';
import type { CanonicalSpec, DecimalSpec } from '../kinds/index.ts';
import { currencyOf } from './currency-of.ts';
import { absolute, cutTo, powerOfTen, roundTo, scaleOf, unitsOf } from './exact-units.ts';

/** Two cells that both read as numbers; the values are exact decimal text of one scale. */
export interface NumberPair {
  readonly source: string;
  readonly target: string;
  readonly sourceValue: string;
  readonly targetValue: string;
}

/** Why two numbers differ; undefined when nothing is known of it. */
export function numberCause(
  pair: NumberPair,
  specs: { readonly source: CanonicalSpec; readonly target: CanonicalSpec },
): Cause | undefined {
  const [a, b] = [unitsOf(pair.sourceValue), unitsOf(pair.targetValue)];
  if (currenciesDiffer(pair, specs)) return 'currency';
  if (a === b) return undefined;
  if (a === -b) return 'sign';
  const factor = powerBetween(absolute(a), absolute(b));
  if (factor !== undefined) return a > 0n === b > 0n ? 'scale' : 'sign_and_scale';
  const scale = scaleOf(pair.sourceValue);
  const decimals = {
    source: writtenDecimals(pair.source, pair.sourceValue, specs.source),
    target: writtenDecimals(pair.target, pair.targetValue, specs.target),
  };
  const unit = powerOfTen(Math.max(0, scale - Math.min(decimals.source, decimals.target)));
  if (decimals.source > decimals.target && isShortened(a, b, unit)) return 'rounding';
  if (decimals.target > decimals.source && isShortened(b, a, unit)) return 'rounding';
  if (absolute(a - b) === unit) return 'penny';
  return areTransposed(a, b) ? 'transposed_digits' : undefined;
}

/** The factor 10, 100 or 1000 between two numbers that are not 0. */
function powerBetween(a: bigint, b: bigint): 10n | 100n | 1000n | undefined {
  if (a === 0n || b === 0n) return undefined;
  const [small, large] = a < b ? [a, b] : [b, a];
  return ([10n, 100n, 1000n] as const).find((factor) => small * factor === large);
}

function currenciesDiffer(
  { source, target }: NumberPair,
  specs: { readonly source: CanonicalSpec; readonly target: CanonicalSpec },
): boolean {
  if (!hasCurrency(specs.source) || !hasCurrency(specs.target)) return false;
  const [a, b] = [currencyOf(source), currencyOf(target)];
  return a !== undefined && b !== undefined && a !== b;
}

function hasCurrency(spec: CanonicalSpec): boolean {
  return spec.kind === 'decimal' && spec.currency === true;
}

function isShortened(long: bigint, short: bigint, unit: bigint): boolean {
  return short === cutTo(long, unit) || short === roundTo(long, unit);
}

/**
 * Decimals as they are written: `1.10` has two, though `1.1` is the same number. Where the value is not what is written (a factor,
 * an exponent, a percentage), the value's own decimals count, without zeros at the end.
 */
function writtenDecimals(cell: string, value: string, spec: CanonicalSpec): number {
  if (spec.kind !== 'decimal' || isConverted(spec) || /%|\d[eE][+-]?\d/.test(cell))
    return scaleOf(value.replace(/\.?0+$/, ''));
  const separator = findDecimalFormat(spec.format)?.decimal ?? '.';
  const written = cell.replaceAll('．', '.').replaceAll('，', ',');
  const point = written.lastIndexOf(separator);
  if (point < 0) return 0;
  return /^[\d０-９]*/.exec(written.slice(point + 1))?.[0].length ?? 0;
}

function isConverted(spec: DecimalSpec): boolean {
  return spec.derived === true || spec.multiply !== undefined || spec.percent === true || spec.round !== undefined;
}

/** One has two neighbouring digits of the other in the other order: 1254 for 1524. */
function areTransposed(a: bigint, b: bigint): boolean {
  if (a < 0n !== b < 0n) return false;
  const [left, right] = [absolute(a).toString(), absolute(b).toString()];
  const width = Math.max(left.length, right.length);
  const [x, y] = [left.padStart(width, '0'), right.padStart(width, '0')];
  let first = 0;
  while (first < width && x[first] === y[first]) first++;
  return (
    first + 1 < width &&
    x[first] === y[first + 1] &&
    x[first + 1] === y[first] &&
    x.slice(first + 2) === y.slice(first + 2)
  );
}
