import type { Cause } from './result.ts';

/** The causes in a reader's words: reports, mails and the command line say the same. */
export const causeDescriptions: Readonly<Record<Cause, { readonly label: string; readonly explanation: string }>> = {
  null_vs_value: { label: 'Blank against a value', explanation: 'One side has a value, the other is blank' },
  sign: { label: 'Sign', explanation: 'The same amount with the opposite sign' },
  rounding: { label: 'Rounding', explanation: 'One amount is the other, rounded or cut to fewer decimals' },
  within_1_day: { label: 'Within one day', explanation: 'The dates are at most one day apart' },
  value: { label: 'Other value', explanation: 'The values differ in no way that has a name' },
};
