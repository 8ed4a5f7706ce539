/**
 * The words of files, events and results. They stand apart from the schemas: what only names things, such as the engine in a run,
 * starts without a schema library.
 */

export const sides = ['source', 'target'] as const;
export type Side = (typeof sides)[number];

/** Why two cells differ: the first that holds, in this order. */
export const causes = [
  'swapped_with_column',
  'null_vs_value',
  'currency',
  'sign',
  'scale',
  'sign_and_scale',
  'rounding',
  'penny',
  'transposed_digits',
  'number_format',
  'time_zone',
  'within_1_day',
  'day_month_swapped',
  'year',
  'date_format',
  'case',
  'spaces',
  'invisible_characters',
  'look_alike',
  'encoding',
  'accents',
  'leading_zeros',
  'punctuation',
  'truncated',
  'value',
] as const;
export type Cause = (typeof causes)[number];

export const breakKinds = ['missing_in_target', 'missing_in_source', 'discrepancy'] as const;
export type BreakKind = (typeof breakKinds)[number];

/** Why a record is missing, where more can be said than that its key is not on the other side. */
export const missingReasons = ['duplicate', 'duplicate_key', 'blank_key', 'rejected_on_other_side'] as const;

export const rejectReasons = [
  'too_few_fields',
  'too_many_fields',
  'unclosed_quote',
  'text_after_quote',
  'invalid_bytes',
  'cell_too_large',
] as const;

export const setAsideReasons = ['repeated_header', 'blank_row', 'closing_total', 'out_of_scope'] as const;
