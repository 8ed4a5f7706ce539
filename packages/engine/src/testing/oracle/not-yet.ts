import { type AnswerPart, answerParts } from './disagreements.ts';
import { type Feature, features } from './spell-time.ts';

/** Options of a ruleset that samples do not use, and why. */
const featuresNotYet: readonly Feature[] = [
  // The engine does not know them yet.
  'keep_case',
  'collapse_blanks',
  'ignore_accents',
  'ignore_punctuation',
  'ignore_leading_zeros',
  'nfkc',
  'equivalents',
  'extract',
  'tolerance_total',
  'round',
  'multiply',
  'negate',
  'null_as_zero',
  'currency_in_value',
  'window',
  'pivot',
  'precision',
  'boolean',
  'duplicates_report',
  'debit_credit',
];

/** Parts of the answer that are not compared, and why. */
const partsNotYet: readonly AnswerPart[] = [
  // The engine does not tell them yet.
  'causes',
  'collision',
  'sums',
  // Records that agree are paired by another order of their columns, which shows in how many cells were written alike.
  'normalised',
  // Differing cells that are no numbers are not counted beside the sums.
  'total_counts',
];

export const comparedFeatures: ReadonlySet<Feature> = new Set(
  features.filter((name) => !featuresNotYet.includes(name)),
);
export const comparedParts: ReadonlySet<AnswerPart> = new Set(
  answerParts.filter((name) => !partsNotYet.includes(name)),
);
