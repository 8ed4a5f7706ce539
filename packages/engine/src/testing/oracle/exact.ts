/** A decimal number of any size: `digits` / 10^`scale`. The scale is the one it was written with. */
export interface Exact {
  readonly digits: bigint;
  readonly scale: number;
}

export type RoundingMode = 'half_away_from_zero' | 'half_even' | 'towards_zero';

export const zero: Exact = { digits: 0n, scale: 0 };

export function exact(text: string): Exact {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new Error('not a plain number');
  const [, sign = '', whole = '', decimals = ''] = match;
  return { digits: BigInt(`${sign}${whole}${decimals}`), scale: decimals.length };
}

/** The shortest way to write it. */
export function write({ digits, scale }: Exact): string {
  const text = String(abs(digits)).padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const decimals = text.slice(text.length - scale).replace(/0+$/, '');
  const sign = digits < 0n ? '-' : '';
  return decimals === '' ? `${sign}${whole}` : `${sign}${whole}.${decimals}`;
}

export const abs = (value: bigint): bigint => (value < 0n ? -value : value);
export const absolute = (value: Exact): Exact => ({ ...value, digits: abs(value.digits) });
export const negated = (value: Exact): Exact => ({ ...value, digits: -value.digits });

/** Digits of the number at a scale that is not below its own. */
export const at = (value: Exact, scale: number): bigint => value.digits * 10n ** BigInt(scale - value.scale);

function together(a: Exact, b: Exact, combine: (a: bigint, b: bigint) => bigint): Exact {
  const scale = Math.max(a.scale, b.scale);
  return { digits: combine(at(a, scale), at(b, scale)), scale };
}

export const plus = (a: Exact, b: Exact): Exact => together(a, b, (x, y) => x + y);
export const minus = (a: Exact, b: Exact): Exact => together(a, b, (x, y) => x - y);
export const times = (a: Exact, b: Exact): Exact => ({ digits: a.digits * b.digits, scale: a.scale + b.scale });
export const equal = (a: Exact, b: Exact): boolean => minus(a, b).digits === 0n;
export const atMost = (a: Exact, b: Exact): boolean => minus(a, b).digits <= 0n;
export const compare = (a: Exact, b: Exact): number => Number(signOf(minus(a, b).digits));
const signOf = (value: bigint): bigint => (value < 0n ? -1n : value > 0n ? 1n : 0n);

export function rounded(value: Exact, scale: number, mode: RoundingMode = 'half_away_from_zero'): Exact {
  if (scale >= value.scale) return value;
  const unit = 10n ** BigInt(value.scale - scale);
  const size = abs(value.digits);
  const low = size / unit;
  const rest = size % unit;
  const up =
    mode === 'towards_zero'
      ? false
      : rest * 2n > unit || (rest * 2n === unit && (mode !== 'half_even' || low % 2n === 1n));
  const digits = up ? low + 1n : low;
  return { digits: value.digits < 0n ? -digits : digits, scale };
}
