import * as z from 'zod';
import { emailSchema, pairingSchema } from './identifiers.ts';
import { sides } from './words.ts';

/**
 * What to compare and how. Written by users as YAML or JSON, so names are in snake case; every member is optional.
 * A ruleset is checked twice: its shape here, its column names and formats by the engine against both headers.
 */

const columnName = z.string().min(1).max(1000);

/** A number written as text or as a YAML number; kept as text, because a tolerance must never become a binary float. */
const exactNumber = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .pipe(z.string().regex(/^\d{1,20}(\.\d{1,18})?$/, 'a number such as 0.01, without sign or exponent'));

/** A number by which cells are multiplied; not zero, which would make every cell agree. */
const factor = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .pipe(z.string().regex(/^(?!0+(\.0+)?$)\d{1,12}(\.\d{1,12})?$/, 'a number above 0 such as 100 or 0.01'));

const words = z.array(z.string().min(1).max(100)).min(1).max(100);
const isoDay = z.iso.date();

export const columnKinds = ['text', 'decimal', 'date', 'timestamp', 'boolean'] as const;
export const columnKindSchema = z.enum(columnKinds);
export type ColumnKind = z.infer<typeof columnKindSchema>;

/** One value for both sides, or one a side. */
function perSide<Schema extends z.ZodType>(value: Schema) {
  return z.union([value, z.strictObject({ source: value.optional(), target: value.optional() })]);
}

export const toleranceSchema = z
  .strictObject({
    absolute: exactNumber.optional().describe('Largest absolute difference that still agrees, inclusive'),
    percent: exactNumber
      .optional()
      .describe('Largest difference that still agrees, in percent of the larger absolute value, inclusive'),
    total: exactNumber
      .optional()
      .describe('Largest sum of absolute differences that the column may forgive; beyond it the verdict is breaks'),
  })
  .describe('Two numbers agree when the absolute OR the percent bound holds');

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const windowSchema = z
  .strictObject({
    days: z.int().min(1).max(366).describe('Largest distance in days that still agrees, inclusive'),
    business: z.boolean().optional().describe('Count business days only'),
    weekend: z
      .array(z.enum(weekdays))
      .min(1)
      .max(6)
      .optional()
      .describe('Days that are no business days (default: sat, sun)'),
    holidays: z.array(isoDay).max(2000).optional().describe('Dates that are no business days'),
    direction: z
      .enum(['target_later', 'target_earlier'])
      .optional()
      .describe('Which side may be later; both when absent'),
  })
  .describe('Two dates agree when they are at most this many days apart');

export const roundingModes = ['half_away_from_zero', 'half_even', 'towards_zero'] as const;

export const roundSchema = z.union([
  z.int().min(0).max(18),
  z.strictObject({ scale: z.int().min(0).max(18), mode: z.enum(roundingModes).optional() }),
]);

export const precisions = ['day', 'hour', 'minute', 'second', 'millisecond'] as const;

export const columnRuleSchema = z.strictObject({
  target: columnName.optional().describe('Name of the column in the target file, where it differs'),
  kind: columnKindSchema.optional().describe('Kind of the values on both sides; inferred when absent'),
  format: perSide(z.string().min(1).max(60))
    .optional()
    .describe('How values are written, e.g. `1.234,56` for decimals or `dd.MM.yyyy` for dates; inferred when absent'),
  ignore: z.boolean().optional().describe('Do not compare this column'),
  nulls: z.array(z.string().max(100)).max(100).optional().describe('Words that mean a blank cell in this column'),
  equivalents: z
    .array(z.array(z.string().min(1).max(100)).min(2).max(100))
    .max(1000)
    .optional()
    .describe('Lists of words that mean the same, e.g. [[US, USA]]'),
  extract: perSide(z.string().min(1).max(300))
    .optional()
    .describe(
      'Regular expression (RE2) whose first group is compared instead of the cell; a cell without match stays as it is',
    ),

  keep_case: z.boolean().optional().describe('Text: letters must agree in case'),
  collapse_blanks: z.boolean().optional().describe('Text: runs of blanks inside count as one space'),
  ignore_accents: z.boolean().optional().describe('Text: é is e'),
  ignore_punctuation: z.boolean().optional().describe('Text: punctuation and symbols do not count'),
  ignore_leading_zeros: z.boolean().optional().describe('Text: 00123 is 123'),
  nfkc: z
    .boolean()
    .optional()
    .describe('Text: compatibility forms (full-width letters, ligatures) count as what they stand for'),

  tolerance: toleranceSchema.optional(),
  round: roundSchema.optional().describe('Decimals: compare after rounding to this many decimals'),
  multiply: perSide(factor).optional().describe('Decimals: multiply before comparing, e.g. {target: 100}'),
  negate: z.enum(sides).optional().describe('Decimals: the side whose sign is flipped before comparing'),
  null_as_zero: z.boolean().optional().describe('Decimals: a blank cell counts as 0'),
  currency: columnName
    .optional()
    .describe('Decimals: the column (by its source name) whose codes say the currency; totals are then per currency'),

  window: windowSchema.optional(),
  precision: z.enum(precisions).optional().describe('Timestamps: compare down to this unit; the rest is cut'),
  pivot: z
    .int()
    .min(0)
    .max(99)
    .optional()
    .describe('Two-digit years below this mean 20xx, the others 19xx (default: 70)'),

  true_words: words.optional().describe('Booleans: words that mean true'),
  false_words: words.optional().describe('Booleans: words that mean false'),
});
export type ColumnRule = z.infer<typeof columnRuleSchema>;

/** Records of a side that are compared; the others are set aside as `out_of_scope`. Bounds are inclusive. */
export const scopeSchema = z.strictObject({
  column: columnName.describe('A column of this side, by its name in this file'),
  in: words.optional().describe('Values that are in scope, compared as text'),
  from: z.string().min(1).max(40).optional().describe('Smallest value in scope: a number, or a date as yyyy-MM-dd'),
  to: z.string().min(1).max(40).optional().describe('Largest value in scope'),
});
export type ScopeRule = z.infer<typeof scopeSchema>;

export const oneToManySchema = z
  .strictObject({
    amount: columnName.describe('The decimal column whose sums must be equal'),
    date: columnName.optional().describe('The date column that bounds how far parts may lie from the whole'),
    window_days: z.int().min(0).max(366).optional().describe('Largest distance in days, inclusive (default: 0)'),
    same: z.array(columnName).max(16).optional().describe('Columns in which the parts must agree with the whole'),
    max_parts: z.int().min(2).max(20).optional().describe('Most parts of one whole that are looked for (default: 8)'),
  })
  .describe('Match one record with several of the other side that sum to it');

export const sideRuleSchema = z.strictObject({
  encoding: z.string().max(40).optional().describe('Encoding label, e.g. utf-8, utf-16le, windows-1252'),
  delimiter: z
    .string()
    .refine((value) => value === 'tab' || [...value].length === 1, 'one character, or the word tab')
    .optional(),
  quote: z.enum(['"', "'", 'none']).optional(),
  escape: z.enum(['doubled', 'backslash']).optional(),
  header: z.boolean().optional().describe('Whether the first line of the table names the columns (default: true)'),
  skip_lines: z.int().min(0).max(1000).optional().describe('Preamble lines above the header'),
  zone: z.string().max(60).optional().describe('IANA zone of times without one'),
  scope: z
    .array(scopeSchema)
    .max(20)
    .optional()
    .describe('Records of this side that are compared: all conditions hold'),
  debit_credit: z
    .strictObject({
      debit: columnName,
      credit: columnName,
      as: columnName.describe('Name of the amount column that the pair becomes: credit minus debit'),
      reverse: z.boolean().optional().describe('debit minus credit instead'),
      format: z
        .string()
        .min(1)
        .max(60)
        .optional()
        .describe('How both columns are written, e.g. `1.234,56`; inferred when absent'),
    })
    .optional(),
});
export type SideRule = z.infer<typeof sideRuleSchema>;

export const rulesetSchema = z.strictObject({
  version: z.literal(1).default(1).describe('Version of the ruleset format'),
  name: z.string().max(100).optional(),
  description: z.string().max(2000).optional(),
  key: z
    .union([columnName, z.array(columnName).min(1).max(16)])
    .transform((value) => (typeof value === 'string' ? [value] : value))
    .optional()
    .describe('Columns that identify a record, by their name in the source file; inferred when absent'),
  columns: z.record(columnName, columnRuleSchema).optional().describe('Rules by column name in the source file'),
  ignore: z.array(columnName).max(5000).optional().describe('Columns that are not compared'),
  nulls: z.array(z.string().max(100)).max(100).optional().describe('Words that mean a blank cell in every column'),
  source: sideRuleSchema.optional(),
  target: sideRuleSchema.optional(),
  strict_columns: z.boolean().optional().describe('A column that only one side has is a break'),
  duplicates: z
    .enum(['pair', 'report', 'fail'])
    .optional()
    .describe('Keys that repeat: pair the closest records (default), list them unmatched, or fail the run'),
  one_to_many: oneToManySchema.optional(),
  max_rejects: z
    .union([z.int().min(0), z.string().regex(/^\d{1,3}(\.\d+)?\s*%$/)])
    .optional()
    .describe('Rejected lines above which the run fails: a number of lines, or percent (default 10 %)'),
  notify: emailSchema.optional().describe('Who gets the mail when the files come without a request'),
  pairing: pairingSchema
    .optional()
    .describe('Dropped files of which only one is new: run after a while with the other (default), or never'),
});
/** A valid ruleset. */
export type Ruleset = z.infer<typeof rulesetSchema>;
/** A ruleset as a user writes it. */
export type RulesetInput = z.input<typeof rulesetSchema>;
