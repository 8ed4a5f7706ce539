import * as z from 'zod';

/** The tenant of installations that do not separate any. */
export const defaultTenant = 'default';

/**
 * A tenant leads every object key, store key and event: lower case letters, digits and dashes only. Two words are taken: those under
 * which the default tenant drops files and finds reports.
 */
export const tenantSchema = z
  .string()
  .regex(/^(?!(?:inbox|outbox)$)[a-z0-9][a-z0-9-]{0,62}$/)
  .describe('The tenant that owns the reconciliation');

/** The id of a reconciliation: UUIDv7, or UUIDv8 where it is derived from an idempotency key or a drop. */
export const taskIdSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  .describe('The id of the reconciliation');

/** Lower-case hexadecimal SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** The attempt that an event, object or state belongs to, from 1. */
export const attemptSchema = z.int().min(1).max(1000);

/** The stages a reconciliation goes through, in order. */
export const stages = ['normalize', 'reconcile', 'render', 'notify'] as const;
export type Stage = (typeof stages)[number];
export const stageSchema = z.enum(stages);

/** The queue that a stage's work waits in, so that small work never waits behind large work. */
export const lanes = ['small', 'large'] as const;
export type Lane = (typeof lanes)[number];
export const laneSchema = z.enum(lanes);

export const reportFormats = ['json', 'csv', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Report formats as a client may write them: case is ignored. */
export const reportFormatSchema = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .pipe(z.enum(reportFormats));

/** One address, as upload field and as `notify:` of a ruleset: no display name, no list, no line break. */
export const emailSchema = z.string().trim().max(254).pipe(z.email());

/** The name of a recurring pair. It is part of store keys, so it is narrow. */
export const nameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, dot, dash and underscore, at most 100');

/** Which dropped files are run together: any two that were left alone for a while, or only two that are both new. */
export const pairingSchema = z.enum(['any', 'both-new']);
export type Pairing = z.infer<typeof pairingSchema>;
