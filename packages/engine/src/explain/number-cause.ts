import type { Cause } from '@reconcyl/contracts';
import { normaliseNumber } from '../kinds/decimal.ts';
import { findDecimalFormat } from '../kinds/decimal-formats.ts';
import type { CanonicalSpec } from '../kinds/index.ts';
import { parseDecimal } from '../numbers/exact-decimal.ts';
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
 * Decimals as they are written: `1.10` has two, though `1.1` is the same number. A percent sign, an exponent and a factor move them
 * as they move the point: in units, 1.10 hundreds have none. Where the value is not what is written (a sum of two cells, a rounded
 * one), its own decimals count, without zeros at the end.
 */
function writtenDecimals(cell: string, value: string, spec: CanonicalSpec): number {
  if (spec.kind !== 'decimal' || spec.derived === true || spec.round !== undefined) {
    return scaleOf(value.replace(/\.?0+$/, ''));
  }
  const written = normaliseNumber(cell);
  const point = written.lastIndexOf(findDecimalFormat(spec.format)?.decimal ?? '.');
  const decimals = point < 0 ? 0 : (/^\d*/.exec(written.slice(point + 1))?.[0].length ?? 0);
  const exponent = Number(/\dE([+-]?\d+)/.exec(written)?.[1] ?? 0);
  const shown = Math.max(0, decimals - exponent) + (written.includes('%') ? 2 : 0);
  return Math.max(0, shown + decimalsOfFactor(spec.multiply));
}

/** -2 for a factor of 100, 1 for one of 0.1. */
function decimalsOfFactor(multiply: string | undefined): number {
  if (multiply === undefined) return 0;
  const { unscaled, scale } = parseDecimal(multiply);
  return scale - (/0*$/.exec(String(unscaled))?.[0].length ?? 0);
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
