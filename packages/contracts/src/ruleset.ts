import * as z from 'zod';
import { emailSchema } from './identifiers.ts';

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

export const columnKinds = ['text', 'decimal', 'date', 'timestamp'] as const;
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
  })
  .describe('Two numbers agree when the absolute OR the percent bound holds');

export const columnRuleSchema = z.strictObject({
  target: columnName.optional().describe('Name of the column in the target file, where it differs'),
  kind: columnKindSchema.optional().describe('Kind of the values on both sides; inferred when absent'),
  format: perSide(z.string().min(1).max(60))
    .optional()
    .describe('How values are written, e.g. `1.234,56` for decimals or `dd.MM.yyyy` for dates; inferred when absent'),
  nulls: z.array(z.string().max(100)).max(100).optional().describe('Words that mean a blank cell in this column'),
  ignore: z.boolean().optional().describe('Do not compare this column'),
  tolerance: toleranceSchema.optional(),
});
export type ColumnRule = z.infer<typeof columnRuleSchema>;

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
  max_rejects: z
    .union([z.int().min(0), z.string().regex(/^\d{1,3}(\.\d+)?\s*%$/)])
    .optional()
    .describe('Rejected lines above which the run fails: a number of lines, or percent (default 10 %)'),
  notify: emailSchema.optional().describe('Who gets the mail when the files come without a request'),
});
/** A valid ruleset. */
export type Ruleset = z.infer<typeof rulesetSchema>;
/** A ruleset as a user writes it. */
export type RulesetInput = z.input<typeof rulesetSchema>;
