/** Sum of a decimal expression as exact text, whatever its size; NULL counts as 0. */
export function exactSum(value: string, width: number, filter?: string): string {
  const where = filter === undefined ? '' : ` filter (where ${filter})`;
  // A sum of decimals is a decimal(38): certain to hold 10^12 values of up to 26 digits. Wider values are summed as unbounded integers.
  if (width <= 26) return `coalesce(sum(${value})${where}, 0)::varchar`;
  return `coalesce(sum(replace((${value})::varchar, '.', '')::bignum)${where}, '0'::bignum)::varchar`;
}
