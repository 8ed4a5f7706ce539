import * as z from 'zod';
import { countsSchema, verdictSchema } from './documents.ts';
import { nameSchema, sha256Schema, stageSchema, taskIdSchema } from './identifiers.ts';
import { breakSchema, howReadShape, keyCandidateSchema, rejectSchema } from './result.ts';
import { columnKinds } from './ruleset.ts';
import { notificationStates, taskStatusSchema } from './task-state.ts';
import { rejectReasons, sides } from './words.ts';

export const acceptedMessage = 'Use the task_id to check the status of the task';

/** 202 of an upload. `task_id` and `message` are what clients of the former service read. */
export const acceptedBodySchema = z.object({
  task_id: taskIdSchema,
  message: z.literal(acceptedMessage),
  links: z.object({ self: z.string(), results: z.string(), events: z.string() }),
});

export const progressBodySchema = z.object({
  stage: stageSchema,
  phase: z.string(),
  fraction: z.number(),
  rows_read: z.int().optional(),
  eta_seconds: z.number().optional(),
});

/** An error as clients see it inside a result; problem documents carry the same members. */
export const errorBodySchema = z.object({
  code: z.string(),
  message: z.string(),
  detail: z.string().optional(),
  advice: z.string(),
  can_retry: z.boolean(),
  problems: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** RFC 9457 problem document. */
export const problemDocumentSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  code: z.string(),
  advice: z.string(),
  can_retry: z.boolean(),
  problems: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type ProblemDocument = z.infer<typeof problemDocumentSchema>;

/** One reconciliation as `/api/v1/reconciliations/{id}` shows it. */
export const reconciliationBodySchema = z.object({
  task_id: taskIdSchema,
  name: z.string().optional(),
  status: taskStatusSchema,
  attempt: z.int(),
  accepted_at: z.iso.datetime().optional(),
  finished_at: z.iso.datetime().optional(),
  report_format: z.string().optional(),
  partitions: z.object({ total: z.int(), done: z.int() }).optional(),
  progress: progressBodySchema.optional(),
  verdict: verdictSchema.optional(),
  counts: countsSchema.optional(),
  error: errorBodySchema.extend({ stage: stageSchema.optional() }).optional(),
  notification: z.enum(notificationStates),
  links: z.object({
    self: z.string(),
    events: z.string(),
    report: z.string().optional(),
    breaks: z.string().optional(),
    rejects: z.string().optional(),
  }),
});
export type ReconciliationBody = z.infer<typeof reconciliationBodySchema>;

export const reconciliationListSchema = z.object({
  items: z.array(reconciliationBodySchema),
  next_cursor: z.string().optional(),
});

export const breaksPageSchema = z.object({
  columns: z.object({ source: z.array(z.string()), target: z.array(z.string()), key: z.array(z.string()) }),
  items: z.array(breakSchema),
  next_cursor: z.string().optional(),
});

export const rejectsPageSchema = z.object({ items: z.array(rejectSchema), next_cursor: z.string().optional() });

/** A stored ruleset as lists and answers to a change show it. */
export const storedRulesetBodySchema = z.object({
  name: nameSchema,
  version: z.int().min(1).describe('Grows by each change; a number is never given twice'),
  size_bytes: z.int().min(0),
  created_at: z.iso.datetime().describe('When this version was stored'),
  links: z.object({ self: z.string() }),
});
export type StoredRulesetBody = z.infer<typeof storedRulesetBodySchema>;

/** One stored ruleset with its text. */
export const storedRulesetTextSchema = storedRulesetBodySchema.extend({
  versions: z.array(z.int()).describe('Every version that is stored, rising'),
  sha256: sha256Schema.describe('Of the text'),
  text: z.string().describe('YAML or JSON, as it was sent'),
});

export const storedRulesetListSchema = z.object({
  items: z.array(storedRulesetBodySchema),
  next_cursor: z.string().optional(),
});

/** What `POST /api/v1/inspect` and `reconcyl inspect --json` tell: everything that a run would assume. */
export const inspectionSchema = z.object({
  files: z.array(
    z.object({
      side: z.enum(sides),
      name: z.string(),
      size_bytes: z.int(),
      ...howReadShape,
      rows: z.int(),
      rejects: z.array(z.object({ line: z.int(), reason: z.enum(rejectReasons) })).describe('The first 20'),
      columns: z.array(
        z.object({
          name: z.string(),
          kind: z.enum(columnKinds),
          format: z.string().optional(),
          /** Share of the non-blank values that read in this kind and format. */
          evidence: z.string(),
          samples: z.array(z.string()).max(3),
        }),
      ),
    }),
  ),
  /** Present when two files were given. */
  key: z
    .object({
      columns: z.array(z.string()),
      inferred: z.boolean(),
      /** Nothing is a key: rows would be matched whole. */
      whole_row: z.boolean(),
      candidates: z.array(keyCandidateSchema).optional(),
    })
    .optional(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type Inspection = z.infer<typeof inspectionSchema>;
