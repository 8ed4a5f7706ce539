/** An exact decimal number: `unscaled` / 10^`scale`. Never a binary float. */
export interface ExactDecimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

export const zero: ExactDecimal = { unscaled: 0n, scale: 0 };

/** Reads plain decimal text such as `-12.50`, as DuckDB writes decimals. @throws TypeError for anything else. */
export function parseDecimal(text: string): ExactDecimal {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (match === null) throw new TypeError('not a plain decimal number');
  const [, sign, whole = '', fraction = ''] = match;
  return { unscaled: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
}

export function add(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  const scale = Math.max(a.scale, b.scale);
  return { unscaled: rescale(a, scale) + rescale(b, scale), scale };
}

export function subtract(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  return add(a, { unscaled: -b.unscaled, scale: b.scale });
}

export function equals(a: ExactDecimal, b: ExactDecimal): boolean {
  return subtract(a, b).unscaled === 0n;
}

/** Plain decimal text with exactly `scale` decimals of the number, e.g. `-0.50`. */
export function formatDecimal({ unscaled, scale }: ExactDecimal): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function rescale({ unscaled, scale }: ExactDecimal, to: number): bigint {
  return unscaled * 10n ** BigInt(to - scale);
}
