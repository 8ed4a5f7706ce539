/** Digits of a plain decimal text as one integer, its decimal point left out: `-1.50` is -150n. */
export function unitsOf(plain: string): bigint {
  const point = plain.indexOf('.');
  return BigInt(point < 0 ? plain : plain.slice(0, point) + plain.slice(point + 1));
}

/** Digits behind the decimal point of a plain decimal text. */
export function scaleOf(plain: string): number {
  const point = plain.indexOf('.');
  return point < 0 ? 0 : plain.length - point - 1;
}

/** Units of a decimal as plain text without zeros at the end: 150n at scale 2 is `1.5`. */
export function plainDecimal(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = absolute(units)
    .toString()
    .padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`;
}

export function absolute(units: bigint): bigint {
  return units < 0n ? -units : units;
}

const powers = Array.from({ length: 40 }, (_, power) => 10n ** BigInt(power));

export function powerOfTen(power: number): bigint {
  return powers[power] ?? 10n ** BigInt(power);
}

/** The units in whole `unit`s, cut towards zero. */
export function cutTo(units: bigint, unit: bigint): bigint {
  return units - (units % unit);
}

/** The units in whole `unit`s, halves away from zero. */
export function roundTo(units: bigint, unit: bigint): bigint {
  const rest = units % unit;
  const carry = absolute(rest) * 2n >= unit ? (units < 0n ? -unit : unit) : 0n;
  return units - rest + carry;
}

/** The units in whole `unit`s, halves to the even neighbour. */
export function roundHalfEven(units: bigint, unit: bigint): bigint {
  const rest = absolute(units % unit) * 2n;
  const cut = cutTo(units, unit);
  if (rest !== unit) return roundTo(units, unit);
  return (cut / unit) % 2n === 0n ? cut : roundTo(units, unit);
}
