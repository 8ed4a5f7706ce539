import type { Cause } from './words.ts';

/** The causes in a reader's words: reports, mails and the command line say the same. */
export const causeDescriptions: Readonly<Record<Cause, { readonly label: string; readonly explanation: string }>> = {
  swapped_with_column: {
    label: 'Swapped columns',
    explanation: 'The cell agrees with another column of the same record, and that one with it',
  },
  null_vs_value: { label: 'Blank against a value', explanation: 'One side has a value, the other is blank' },
  currency: { label: 'Currency', explanation: 'The amounts are in two currencies' },
  sign: { label: 'Sign', explanation: 'The same amount with the opposite sign' },
  scale: { label: 'Scale', explanation: 'One amount is 10, 100 or 1000 times the other' },
  sign_and_scale: { label: 'Sign and scale', explanation: 'Opposite sign, and 10, 100 or 1000 times the other' },
  rounding: { label: 'Rounding', explanation: 'One amount is the other, rounded or cut to fewer decimals' },
  penny: { label: 'One unit apart', explanation: 'The amounts differ by one unit of the last place that both have' },
  transposed_digits: { label: 'Transposed digits', explanation: 'Two neighbouring digits have changed places' },
  number_format: {
    label: 'Number format',
    explanation: 'The texts are the same number in two ways of writing numbers',
  },
  time_zone: { label: 'Time zone', explanation: 'The times are whole quarter hours apart, at most 14 hours' },
  within_1_day: { label: 'Within one day', explanation: 'The dates are at most one day apart' },
  day_month_swapped: {
    label: 'Day and month swapped',
    explanation: 'One date is the other with day and month exchanged',
  },
  year: { label: 'Year', explanation: 'Day and month agree, the year does not' },
  date_format: { label: 'Date format', explanation: 'The texts are the same date in two ways of writing dates' },
  case: { label: 'Case', explanation: 'The texts differ in upper and lower case' },
  spaces: { label: 'Blanks', explanation: 'The texts differ in blanks' },
  invisible_characters: { label: 'Invisible characters', explanation: 'One text has characters that cannot be seen' },
  look_alike: { label: 'Look-alike letters', explanation: 'Letters of another script that look the same' },
  encoding: { label: 'Encoding', explanation: 'One text was read in the wrong encoding' },
  accents: { label: 'Accents', explanation: 'The texts differ in accents' },
  leading_zeros: { label: 'Leading zeros', explanation: 'One text has zeros in front' },
  punctuation: { label: 'Punctuation', explanation: 'The texts differ in punctuation' },
  truncated: { label: 'Truncated', explanation: 'One text is the beginning of the other' },
  value: { label: 'Other value', explanation: 'The values differ in no way that has a name' },
};
