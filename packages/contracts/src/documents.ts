import * as z from 'zod';
import {
  attemptSchema,
  emailSchema,
  laneSchema,
  nameSchema,
  pairingSchema,
  reportFormatSchema,
  sha256Schema,
  stageSchema,
  taskIdSchema,
  tenantSchema,
} from './identifiers.ts';
import { objectReferenceSchema } from './object-reference.ts';

/**
 * The JSON objects in the object store that hold the truth about a reconciliation. Each is written once (create-if-absent).
 * Readers ignore members they do not know.
 */

/** An uploaded file: its object, and the name it had at the client, which is for display only and stands nowhere else. */
export const inputFileSchema = objectReferenceSchema.extend({ fileName: z.string().max(255) });
export type InputFile = z.infer<typeof inputFileSchema>;

/** Which stored ruleset a run uses. */
export const storedRulesetSchema = z.object({ name: nameSchema, version: z.int().min(1).max(999_999) });
export type StoredRuleset = z.infer<typeof storedRulesetSchema>;

/** An earlier result, pinned to its bytes. */
export const previousResultSchema = z.object({
  taskId: taskIdSchema,
  attempt: attemptSchema,
  summary: objectReferenceSchema,
  breaks: objectReferenceSchema,
});
export type PreviousResult = z.infer<typeof previousResultSchema>;

/** request.json, the manifest: once it is there the reconciliation is accepted. */
export const requestDocumentSchema = z.object({
  version: z.literal(1),
  tenant: tenantSchema,
  taskId: taskIdSchema,
  acceptedAt: z.iso.datetime(),
  source: inputFileSchema,
  target: inputFileSchema,
  /** The ruleset as the client wrote it (YAML or JSON text); absent when none was given. */
  ruleset: z.string().max(65_536).optional(),
  /** Where that text came from, when the client named a stored ruleset. */
  storedRuleset: storedRulesetSchema.optional(),
  /** Key columns given beside the ruleset; they win over the ruleset's. */
  key: z.array(z.string().max(1000)).max(16).optional(),
  name: nameSchema.optional(),
  email: emailSchema.optional(),
  reportFormat: reportFormatSchema,
  lane: laneSchema,
  /** The result that this one is held against: breaks then tell whether they are new. Of dropped files, the last one of their name. */
  previous: previousResultSchema.optional(),
  /** SHA-256 of the fields and files, compared when an Idempotency-Key comes again. */
  fingerprint: sha256Schema,
});
export type RequestDocument = z.infer<typeof requestDocumentSchema>;

/** attempt.json of attempt 2 and later: who opened it. */
export const attemptDocumentSchema = z.object({
  version: z.literal(1),
  attempt: attemptSchema,
  openedAt: z.iso.datetime(),
  reason: z.enum(['retry', 'dead-letter']),
});
export type AttemptDocument = z.infer<typeof attemptDocumentSchema>;

/** done.json of a stage: which of the data objects count. `outputs` maps a role (`summary`, `breaks`, `report.json` …). */
export const doneDocumentSchema = z.object({
  version: z.literal(1),
  stage: stageSchema,
  attempt: attemptSchema,
  outputs: z.record(z.string(), objectReferenceSchema),
});
export type DoneDocument = z.infer<typeof doneDocumentSchema>;

/**
 * The objects that make a result, by role. A list that is absent is empty: only the summary and the breaks are always there.
 */
export const resultReferencesSchema = z.object({
  summary: objectReferenceSchema,
  breaks: objectReferenceSchema,
  duplicates: objectReferenceSchema.optional(),
  rejects: objectReferenceSchema.optional(),
  setAside: objectReferenceSchema.optional(),
  groups: objectReferenceSchema.optional(),
  resolved: objectReferenceSchema.optional(),
});
export type ResultReferences = z.infer<typeof resultReferencesSchema>;
export type ResultRole = keyof ResultReferences;
export const resultRoles = Object.keys(resultReferencesSchema.shape) as readonly ResultRole[];

export const failureSchema = z.object({
  code: z.string().regex(/^RECON_[A-Z_]+$/),
  detail: z.string().max(4000).optional(),
  problems: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .max(100)
    .optional(),
  stage: stageSchema,
  canRetry: z.boolean(),
});
export type Failure = z.infer<typeof failureSchema>;

/** Counts of a finished run, named as in the report's `summary.counts`. */
export const countsSchema = z.object({
  source_rows: z.int().min(0),
  target_rows: z.int().min(0),
  agreeing: z.int().min(0),
  discrepancies: z.int().min(0),
  differing_cells: z.int().min(0),
  missing_in_target: z.int().min(0),
  missing_in_source: z.int().min(0),
  /** Records matched as groups (one against several). */
  source_in_groups: z.int().min(0),
  target_in_groups: z.int().min(0),
  duplicate_keys: z.int().min(0),
  rejected_in_source: z.int().min(0),
  rejected_in_target: z.int().min(0),
});
export type Counts = z.infer<typeof countsSchema>;

export const verdictSchema = z.enum(['agree', 'breaks']);
export type Verdict = z.infer<typeof verdictSchema>;

/** outcome.json: the only end of an attempt; events, state and mail derive from it. */
export const outcomeDocumentSchema = z.discriminatedUnion('status', [
  z.object({
    version: z.literal(1),
    status: z.literal('completed'),
    attempt: attemptSchema,
    finishedAt: z.iso.datetime(),
    verdict: verdictSchema,
    counts: countsSchema,
    /** Report format to its object. */
    reports: z.record(z.string(), objectReferenceSchema),
    result: resultReferencesSchema,
  }),
  z.object({
    version: z.literal(1),
    status: z.literal('failed'),
    attempt: attemptSchema,
    finishedAt: z.iso.datetime(),
    failure: failureSchema,
  }),
]);
export type OutcomeDocument = z.infer<typeof outcomeDocumentSchema>;

/** deleted.json, the tombstone. */
export const deletedDocumentSchema = z.object({ version: z.literal(1), deletedAt: z.iso.datetime() });
export type DeletedDocument = z.infer<typeof deletedDocumentSchema>;

/** superseded.json: dropped files that waited for the run before and were replaced meanwhile. */
export const supersededDocumentSchema = z.object({
  version: z.literal(1),
  name: nameSchema,
  supersededAt: z.iso.datetime(),
});
export type SupersededDocument = z.infer<typeof supersededDocumentSchema>;

/** open/<id>: what the sweep looks at. */
export const openMarkerSchema = z.object({
  version: z.literal(1),
  taskId: taskIdSchema,
  openedAt: z.iso.datetime(),
  /** How often the sweep has published for this reconciliation; part of the event id it publishes with. */
  sweeps: z.int().min(0).default(0),
  /** Not before this moment does the sweep look again. */
  nextSweepAt: z.iso.datetime().optional(),
});
export type OpenMarker = z.infer<typeof openMarkerSchema>;

/** The claim behind an Idempotency-Key: it holds the id before any byte is stored. */
export const idempotencyClaimSchema = z.object({
  version: z.literal(1),
  taskId: taskIdSchema,
  claimedAt: z.iso.datetime(),
  /** Grows with each take-over of a claim that was left behind. */
  generation: z.int().min(1),
  /** Random; by it an upload knows its own claim again when the store's answer to it was lost. */
  nonce: z.string().max(64).optional(),
});
export type IdempotencyClaim = z.infer<typeof idempotencyClaimSchema>;

/** One version of a dropped file: what its store says of it. */
export const droppedVersionSchema = z.object({ etag: z.string().min(1).max(200), sizeBytes: z.int().min(0) });
export type DroppedVersion = z.infer<typeof droppedVersionSchema>;

/** The files that one run of a name is made of. */
export const droppedPairSchema = z.object({
  source: droppedVersionSchema,
  target: droppedVersionSchema,
  ruleset: droppedVersionSchema.optional(),
});
export type DroppedPair = z.infer<typeof droppedPairSchema>;

/**
 * drops/<name>: the last run of a name that was made of dropped files. Replaced by if-match only, and before anything is copied, so it
 * is also the claim of whoever makes the next run.
 */
export const dropDocumentSchema = z.object({
  version: z.literal(1),
  /** The number of that run, from 1. */
  run: z.int().min(1),
  taskId: taskIdSchema,
  pair: droppedPairSchema,
  /** When the newest of its files came. */
  droppedAt: z.iso.datetime(),
  /** Why the files were not accepted. */
  refused: failureSchema.omit({ stage: true, canRetry: true }).optional(),
  /** The files that wait until this run has ended. */
  waiting: droppedPairSchema.optional(),
  /** When the newest of these came. */
  waitingDroppedAt: z.iso.datetime().optional(),
  /** How the files of the name were paired when that run began. */
  pairing: pairingSchema.optional(),
  /** The last completed run of the name before this one. */
  previous: z.object({ taskId: taskIdSchema, attempt: attemptSchema }).optional(),
  /** The attempt of this run that the outbox shows; 0 where it shows why the files were refused. */
  shownAttempt: z.int().min(0).optional(),
});
export type DropDocument = z.infer<typeof dropDocumentSchema>;

/**
 * mail/<attempt>.intent: a mail is about to be handed over. Alone, without `.sent`, it says that nobody knows whether it was. It is
 * written again before each further send and while one goes on.
 */
export const mailIntentDocumentSchema = z.object({
  version: z.literal(1),
  attempt: attemptSchema,
  /** When the last send began, or was last known to go on. */
  begunAt: z.iso.datetime(),
  /** Sends of which nobody knows the end, with the one that goes on. */
  sends: z.int().min(1).default(1),
});
export type MailIntentDocument = z.infer<typeof mailIntentDocumentSchema>;

/** mail/<attempt>.sent: how the mail of an attempt ended. Absent for good when no address was given. */
export const mailSentDocumentSchema = z.object({
  version: z.literal(1),
  attempt: attemptSchema,
  notification: z.enum(['sent', 'unsure', 'failed']),
  settledAt: z.iso.datetime(),
});
export type MailSentDocument = z.infer<typeof mailSentDocumentSchema>;
