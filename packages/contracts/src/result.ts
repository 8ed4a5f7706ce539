import * as z from 'zod';
import { countsSchema, verdictSchema } from './documents.ts';
import { sides } from './identifiers.ts';
import { columnKindSchema } from './ruleset.ts';

/**
 * The answer: the summary that proves itself, and the breaks. Users see these members in reports and over REST, hence snake case.
 * Amounts are exact and travel as decimal text, never as JSON numbers.
 */

const amount = z.string().regex(/^-?\d+(\.\d+)?$/);

/** Why two cells differ: the first that holds. */
export const causes = ['null_vs_value', 'sign', 'rounding', 'within_1_day', 'value'] as const;
export type Cause = (typeof causes)[number];
export const causeSchema = z.enum(causes);

export const breakKinds = ['missing_in_target', 'missing_in_source', 'discrepancy'] as const;
export type BreakKind = (typeof breakKinds)[number];
export const breakKindSchema = z.enum(breakKinds);

/** Why a record is missing, where more can be said than that its key is not on the other side. */
export const missingReasons = ['duplicate', 'blank_key', 'rejected_on_other_side'] as const;

/** One differing cell. `delta` is target minus source: a decimal for numbers, days (`3 d`) or seconds (`-3600 s`) for dates. */
export const differenceSchema = z.object({
  column: z.string(),
  source: z.string(),
  target: z.string(),
  cause: causeSchema,
  delta: z.string().optional(),
});
export type Difference = z.infer<typeof differenceSchema>;

/**
 * One break. Rows are arrays in the order of that file's columns (see `summary.files.<side>.columns`), never objects: a column
 * named `__proto__` must survive. Cells are text as they stand in the file, blank is ''.
 */
export const breakSchema = z.object({
  /** Position in the listing, from 0: by source line, then target-only records by target line. */
  ordinal: z.int().min(0),
  kind: breakKindSchema,
  /** The key's cells, in the order of `summary.key.columns`, as they stand on the side that has the record. */
  key: z.array(z.string()),
  /** Physical line on which the record begins, from 1; null where this side has no such record. */
  source_line: z.int().min(1).nullable(),
  target_line: z.int().min(1).nullable(),
  source: z.array(z.string()).nullable(),
  target: z.array(z.string()).nullable(),
  reason: z.enum(missingReasons).optional(),
  differences: z.array(differenceSchema),
});
export type Break = z.infer<typeof breakSchema>;

export const rejectReasons = [
  'too_few_fields',
  'too_many_fields',
  'unclosed_quote',
  'text_after_quote',
  'invalid_bytes',
  'cell_too_large',
] as const;

/** A line that could not be read as a record, verbatim up to 1 MB. */
export const rejectSchema = z.object({
  side: z.enum(sides),
  /** Physical line, from 1. */
  line: z.int().min(1),
  /** How many physical lines the reject covers. */
  lines: z.int().min(1),
  /** Column, where it is known, from 1. */
  column: z.int().min(1).optional(),
  reason: z.enum(rejectReasons),
  text: z.string(),
});
export type Reject = z.infer<typeof rejectSchema>;

/** A key that stands on more than one record of a side. */
export const duplicateSchema = z.object({
  key: z.array(z.string()),
  source_count: z.int().min(0),
  target_count: z.int().min(0),
  /** Lines of the group's records, at most 100 a side. */
  source_lines: z.array(z.int()),
  target_lines: z.array(z.int()),
});
export type Duplicate = z.infer<typeof duplicateSchema>;

/** Physical lines of a file and what became of them; they add up to `total` (checked before a result is written). */
export const lineCountsSchema = z.object({
  total: z.int().min(0),
  preamble: z.int().min(0),
  header: z.int().min(0),
  /** Lines on which a record begins. */
  rows: z.int().min(0),
  /** Further lines of records that have line breaks inside quotes. */
  continuation: z.int().min(0),
  set_aside: z.int().min(0),
  empty: z.int().min(0),
  rejected: z.int().min(0),
});
export type LineCounts = z.infer<typeof lineCountsSchema>;

/** How the bytes of a file were read. */
export const howReadShape = {
  encoding: z.object({ label: z.string(), why: z.string() }),
  dialect: z.object({
    delimiter: z.string(),
    quote: z.string(),
    escape: z.string(),
    has_header: z.boolean(),
    preamble_lines: z.int(),
  }),
};

export const fileSummarySchema = z.object({
  name: z.string(),
  size_bytes: z.int().min(0),
  sha256: z.string(),
  ...howReadShape,
  columns: z.array(z.string()),
  lines: lineCountsSchema,
});

export const findingSchema = z.object({ code: z.string(), message: z.string() });
export type Finding = z.infer<typeof findingSchema>;

export const columnSummarySchema = z.object({
  /** Name in the source file. */
  name: z.string(),
  /** Name in the target file. */
  target_name: z.string(),
  kind: columnKindSchema,
  format: z.object({ source: z.string(), target: z.string() }).optional(),
  /** Whether kind and format were inferred from the values. */
  inferred: z.boolean(),
  is_key: z.boolean(),
  /** Matched pairs of records in which this column was compared. */
  compared: z.int().min(0),
  /** Pairs whose cells differ beyond what the ruleset forgives. */
  differing: z.int().min(0),
  /** Cells that agree only after normalisation: their text as it is read differs, their canonical values do not. */
  normalised: z.int().min(0),
  /** Cells that agree only within a tolerance. */
  forgiven: z.int().min(0),
  nulls: z.object({ source: z.int().min(0), target: z.int().min(0) }),
  /** Non-blank values that do not read in the column's kind; compared as text. */
  unreadable: z.object({ source: z.int().min(0), target: z.int().min(0) }),
});

/** sum(source) - sum(target) = listed + forgiven + missing in target - missing in source, exactly. */
export const controlTotalSchema = z.object({
  column: z.string(),
  source_sum: amount,
  target_sum: amount,
  difference: amount,
  listed_differences: amount,
  forgiven_differences: amount,
  missing_in_target: amount,
  missing_in_source: amount,
  /** Sum of the absolute listed differences. */
  gross_difference: amount,
});
export type ControlTotal = z.infer<typeof controlTotalSchema>;

export const keyCandidateSchema = z.object({
  columns: z.array(z.string()),
  distinct_in_source: z.number().describe('Share of the source rows with a key of their own, 0 to 1'),
  distinct_in_target: z.number(),
  overlap: z.number().describe('Share of the smaller side that the other side has, 0 to 1'),
  agreeing_cells: z.int().min(0).describe('Cells, key included, that agree on the records that it matches'),
});
export type KeyCandidate = z.infer<typeof keyCandidateSchema>;

export const summarySchema = z.object({
  engine_version: z.string(),
  verdict: verdictSchema,
  /** One sentence: the verdict, and what was assumed, ignored or not compared. */
  sentence: z.string(),
  counts: countsSchema,
  key: z.object({
    columns: z.array(z.string()),
    inferred: z.boolean(),
    /** How the key was chosen; present when it was inferred. The chosen one is first. */
    candidates: z.array(keyCandidateSchema).optional(),
  }),
  files: z.object({ source: fileSummarySchema, target: fileSummarySchema }),
  ruleset: z.object({ name: z.string().optional(), version: z.int(), sha256: z.string() }).optional(),
  columns: z.array(columnSummarySchema),
  not_compared: z.object({
    source_only: z.array(z.string()),
    target_only: z.array(z.string()),
    ignored: z.array(z.string()),
  }),
  control_totals: z.array(controlTotalSchema),
  causes: z.array(z.object({ cause: causeSchema, cells: z.int().min(0) })),
  warnings: z.array(findingSchema),
  findings: z.array(findingSchema),
});
export type Summary = z.infer<typeof summarySchema>;
export type ColumnSummary = z.infer<typeof columnSummarySchema>;
export type FileSummary = z.infer<typeof fileSummarySchema>;
