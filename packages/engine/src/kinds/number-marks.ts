import { currencyAfter, currencyBefore, currencyMarks, currencyMeaning, percentPattern } from './currencies.ts';

/** What stands beside a number, of a text that `normaliseNumber` made. */
export interface NumberMarks {
  /** The number without them. */
  readonly number: string;
  /** ISO code, or the sign where that means several currencies. */
  readonly currency: string | undefined;
  readonly percent: boolean;
}

/** What is left of a number when its digits, separators and signs are taken away, where some mark may be left. */
const lettersOfMarks = new Set(
  ['', ...currencyMarks].flatMap((mark) => {
    const letters = mark.replaceAll('.', '');
    return [letters, ...['CR', 'DR', 'E'].flatMap((other) => [letters + other, other + letters])];
  }),
);
const notLetters = /[-0-9., '()+%]/g;

const before = new RegExp(currencyBefore);
const after = new RegExp(currencyAfter);
const rate = new RegExp(percentPattern);

/** As `decimalTextSql` takes them away: one currency in front or behind, then a percent sign. */
export function readMarks(text: string): NumberMarks {
  // Most texts are none of these; the expressions have some 200 alternatives and would be asked about every text in vain.
  const letters = text.replace(notLetters, '');
  if (!lettersOfMarks.has(letters)) return { number: text, currency: undefined, percent: false };
  const named = letters === '' ? null : (before.exec(text) ?? after.exec(text));
  const amount = named === null ? text : `${named[1] ?? ''}${named[3] ?? ''}`;
  const percent = rate.exec(amount);
  return {
    number: percent === null ? amount : `${percent[1] ?? ''}${percent[2] ?? ''}`,
    currency: named === null ? undefined : currencyMeaning(named[2] ?? ''),
    percent: percent !== null,
  };
}

/** The number of a column whose values may have a currency or must have a percent sign; null where the marks are others. */
export function withoutMarks(
  text: string,
  expected: { readonly percent?: boolean | undefined; readonly currency?: boolean | undefined },
): string | null {
  if (!expected.percent && !expected.currency) return text;
  const { number, currency, percent } = readMarks(text);
  return percent !== (expected.percent === true) || (currency !== undefined && !expected.currency) ? null : number;
}
