import * as z from 'zod';
import { countsSchema, storedRulesetSchema, verdictSchema } from './documents.ts';
import { columnKindSchema } from './ruleset.ts';
import { breakKinds, causes, missingReasons, rejectReasons, setAsideReasons, sides } from './words.ts';

/**
 * The answer: the summary that proves itself, and the breaks. Users see these members in reports and over REST, hence snake case.
 * Amounts are exact and travel as decimal text, never as JSON numbers.
 */

const amount = z.string().regex(/^-?\d+(\.\d+)?$/);

export const causeSchema = z.enum(causes);

export const breakKindSchema = z.enum(breakKinds);

/** One differing cell. `delta` is target minus source: a decimal for numbers, days (`3 d`) or seconds (`-3600 s`) for dates. */
export const differenceSchema = z.object({
  column: z.string(),
  source: z.string(),
  target: z.string(),
  cause: causeSchema,
  /** Further causes that hold together with the first: text that differs in case and in accents. */
  also: z.array(causeSchema).optional(),
  delta: z.string().optional(),
  /** Runs that have shown this difference, this one included; absent without a previous result. */
  age: z.int().min(1).optional(),
});
export type Difference = z.infer<typeof differenceSchema>;

/** The likeliest unmatched record of the other side for one that is missing there: a suggestion, never a match. */
export const nearMissSchema = z.object({
  /** Physical line of the suggested record on the side where this one is missing. */
  line: z.int().min(1),
  /** The key's cells of the suggested record. */
  key: z.array(z.string()),
  /** `cells`: most other cells agree; `key`: the key is one edit away and half of the other cells agree. */
  why: z.enum(['cells', 'key']),
  agreeing_cells: z.int().min(0),
  compared_cells: z.int().min(0),
  /** Another record is as likely. */
  ambiguous: z.boolean(),
});
export type NearMiss = z.infer<typeof nearMissSchema>;

/** What became of a break since the previous result; absent when none was given. */
export const breakHistorySchema = z.object({
  status: z.enum(['new', 'persisting']),
  /** Runs that have shown this break, this one included. */
  age: z.int().min(1),
  /** It persists with other values or as another kind of break. */
  changed: z.boolean(),
});
export type BreakHistory = z.infer<typeof breakHistorySchema>;

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
  near_miss: nearMissSchema.optional(),
  /** The group of equal keys was too large to look for the closest pairs: this one was paired by the order of the contents. */
  paired_by_order: z.boolean().optional(),
  history: breakHistorySchema.optional(),
});
export type Break = z.infer<typeof breakSchema>;

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
  /** The records of one side have keys that are written apart and mean the same (`A1`, `a1`). */
  key_collision: z.boolean().optional(),
  /**
   * Decimal columns whose sums over the group agree although the records do not: `one_to_many` may match them. Where every amount
   * is 0 or none is a number, sums say nothing.
   */
  sums_agree: z.array(z.string()).optional(),
});
export type Duplicate = z.infer<typeof duplicateSchema>;

/** A line that reads as a record and is not compared. */
export const setAsideSchema = z.object({
  side: z.enum(sides),
  line: z.int().min(1),
  lines: z.int().min(1),
  reason: z.enum(setAsideReasons),
  /** The record's cells as they stand in the file. */
  cells: z.array(z.string()),
});
export type SetAside = z.infer<typeof setAsideSchema>;

/** One record matched against several of the other side whose amounts sum to it. */
export const groupSchema = z.object({
  key: z.array(z.string()),
  /** `key`: all share the key; `sum`: found by their sum, date and shared columns. */
  by: z.enum(['key', 'sum']),
  source_lines: z.array(z.int()),
  target_lines: z.array(z.int()),
  /** The amount column and its sum, the same on both sides unless the group is ambiguous. */
  column: z.string(),
  sum: amount,
  /** Several sets of records sum to it: nothing was matched. */
  ambiguous: z.boolean(),
});
export type Group = z.infer<typeof groupSchema>;

/** A break of the previous result that is no more. */
export const resolvedSchema = z.object({
  key: z.array(z.string()),
  /** Column of a discrepancy; absent for a whole record. */
  column: z.string().optional(),
  kind: breakKindSchema,
  age: z.int().min(1),
  /** `resolved`: the data agree now; `by_rule`: the ruleset forgives or ignores it now; `gone`: the key is in neither file. */
  how: z.enum(['resolved', 'by_rule', 'gone']),
});
export type Resolved = z.infer<typeof resolvedSchema>;

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

/** Something to know before the rows are read; `columns`, `count` and `of` where it speaks of some. */
export const findingSchema = z.object({
  code: z.string(),
  message: z.string(),
  columns: z.array(z.string()).optional(),
  count: z.int().min(0).optional(),
  of: z.int().min(0).optional(),
});
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
  /** Why the normalised cells were not written alike, by cause. */
  normalised_by: z.array(z.object({ cause: causeSchema, cells: z.int().min(0) })),
  nulls: z.object({ source: z.int().min(0), target: z.int().min(0) }),
  /** Non-blank values that do not read in the column's kind; compared as text. */
  unreadable: z.object({ source: z.int().min(0), target: z.int().min(0) }),
});

/** sum(source) - sum(target) = listed + forgiven + groups + missing in target - missing in source, exactly. */
export const controlTotalSchema = z.object({
  column: z.string(),
  /** Code or sign; absent when the column's values have none. */
  currency: z.string().optional(),
  source_sum: amount,
  target_sum: amount,
  difference: amount,
  listed_differences: amount,
  forgiven_differences: amount,
  /** Source minus target over the records matched as groups. */
  group_differences: amount,
  missing_in_target: amount,
  missing_in_source: amount,
  /** Sum of the absolute listed differences. */
  gross_difference: amount,
  /** Number of listed differences. */
  differing: z.int().min(0),
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

/** What one more relaxed rule would clear of the breaks that are there, for the present matching. */
export const relaxationSchema = z.object({
  /** Name of the relaxation, such as `tolerance_0.01`, `ignore_accents`, `window_1_day`. */
  relaxation: z.string(),
  column: z.string(),
  /** What to write into the ruleset. */
  setting: z.string(),
  cells: z.int().min(0),
  /** Discrepancies that it would clear wholly. */
  rows: z.int().min(0),
  /** Absolute differences of the decimal cells so cleared. */
  amounts: z.array(z.object({ currency: z.string().optional(), amount })),
});
export type Relaxation = z.infer<typeof relaxationSchema>;

export const whatIfSchema = z.object({
  /** Relaxed keys: how many missing records each would match. */
  key: z.array(
    z.object({ relaxation: z.string(), columns: z.array(z.string()), setting: z.string(), rows: z.int().min(0) }),
  ),
  /** Each relaxation alone, the one that clears most rows first. */
  alone: z.array(relaxationSchema),
  /** One greedy order, each after those before it: the rows add up. */
  together: z.array(relaxationSchema),
});
export type WhatIf = z.infer<typeof whatIfSchema>;

export const renameSchema = z.object({
  source: z.string(),
  target: z.string(),
  why: z.enum(['name', 'values']),
  /** Share of the values that agree, 0 to 1, where values were compared. */
  share: z.number().optional(),
});
export type Rename = z.infer<typeof renameSchema>;

/** This result against the previous one of the same name. */
export const overTimeSchema = z.discriminatedUnion('comparable', [
  z.object({ comparable: z.literal(false), reason: z.string() }),
  z.object({
    comparable: z.literal(true),
    new: z.int().min(0),
    persisting: z.int().min(0),
    changed: z.int().min(0),
    resolved: z.int().min(0),
    by_rule: z.int().min(0),
    gone: z.int().min(0),
  }),
]);
export type OverTime = z.infer<typeof overTimeSchema>;

export const summarySchema = z.object({
  engine_version: z.string(),
  verdict: verdictSchema,
  /** One sentence: the verdict, and what was assumed, ignored or not compared. */
  sentence: z.string(),
  counts: countsSchema,
  key: z.object({
    columns: z.array(z.string()),
    inferred: z.boolean(),
    /** Nothing was a key: rows were matched whole, as in a comparison of multisets. */
    whole_row: z.boolean(),
    /** How the key was chosen; present when it was inferred. The chosen one is first. */
    candidates: z.array(keyCandidateSchema).optional(),
  }),
  files: z.object({ source: fileSummarySchema, target: fileSummarySchema }),
  ruleset: z
    .object({
      name: z.string().optional(),
      /** Of the ruleset format. */
      version: z.int(),
      sha256: z.string(),
      /** Name and version under which the server keeps it, where the run named a stored ruleset. */
      stored: storedRulesetSchema.optional(),
    })
    .optional(),
  columns: z.array(columnSummarySchema),
  not_compared: z.object({
    source_only: z.array(z.string()),
    target_only: z.array(z.string()),
    ignored: z.array(z.string()),
    /** Pairs of the columns above that may be the same one under another name. */
    likely_renames: z.array(renameSchema),
  }),
  /** Records outside the dates that the other side spans. */
  out_of_period: z.object({ source: z.int().min(0), target: z.int().min(0) }),
  control_totals: z.array(controlTotalSchema),
  causes: z.array(z.object({ cause: causeSchema, cells: z.int().min(0) })),
  what_if: whatIfSchema,
  over_time: overTimeSchema.optional(),
  warnings: z.array(findingSchema),
  findings: z.array(findingSchema),
});
export type Summary = z.infer<typeof summarySchema>;
export type ColumnSummary = z.infer<typeof columnSummarySchema>;
export type FileSummary = z.infer<typeof fileSummarySchema>;
