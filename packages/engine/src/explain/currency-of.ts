/** The currency sign or code that a number is written with, in capitals; undefined when there is none. */
export function currencyOf(cell: string): string | undefined {
  const rest = cell
    .toUpperCase()
    .replace(notCurrency, '')
    .replace(/^(?:CR|DR)$/, '');
  return rest === '' ? undefined : rest.replace(/(?<=.)(?:CR|DR)$/, '');
}

/** Digits, separators, signs, parentheses, blanks and what stands between a number and its exponent. */
const notCurrency = /(?<=\d)E(?=[+-]?\d)|[^\p{L}\p{Sc}]/gu;
