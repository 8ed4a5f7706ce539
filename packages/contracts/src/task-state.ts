import * as z from 'zod';
import { countsSchema, failureSchema, verdictSchema } from './documents.ts';
import { attemptSchema, nameSchema, reportFormatSchema, taskIdSchema, tenantSchema } from './identifiers.ts';

/** Status of a reconciliation in the order in which it only ever moves within one attempt. */
export const taskStatuses = [
  'accepted',
  'normalizing',
  'reconciling',
  'rendering',
  'completed',
  'failed',
  'cancelled',
  'superseded',
  'deleted',
  'expired',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];
export const taskStatusSchema = z.enum(taskStatuses);

export const notificationStates = ['none', 'pending', 'sent', 'unsure', 'failed'] as const;

/**
 * What is known of one reconciliation: a join of its events and outcomes, which duplicates, gaps and order do not change.
 * Only the status service writes it; it can be rebuilt from objects at any time.
 */
export const taskStateSchema = z.object({
  tenant: tenantSchema,
  taskId: taskIdSchema,
  name: nameSchema.optional(),
  /** Absent until the manifest was seen: the list sorts by it. */
  acceptedAt: z.iso.datetime().optional(),
  reportFormat: reportFormatSchema.optional(),
  attempt: attemptSchema,
  status: taskStatusSchema,
  partitions: z.object({ total: z.int().min(1), done: z.array(z.int().min(0)) }).optional(),
  verdict: verdictSchema.optional(),
  counts: countsSchema.optional(),
  failure: failureSchema.optional(),
  finishedAt: z.iso.datetime().optional(),
  notification: z.enum(notificationStates),
});
export type TaskState = z.infer<typeof taskStateSchema>;

const terminal: ReadonlySet<TaskStatus> = new Set([
  'completed',
  'failed',
  'cancelled',
  'superseded',
  'deleted',
  'expired',
]);

/** Whether a reconciliation in this status will not change by itself any more. */
export function isTerminal(status: TaskStatus): boolean {
  return terminal.has(status);
}
