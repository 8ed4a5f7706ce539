import * as z from 'zod';
import { stageSchema, taskIdSchema, tenantSchema } from './identifiers.ts';

/** How far a stage has come: a core message (not stored, at most one a second), never part of the stream of events. */
export const progressSchema = z.object({
  tenant: tenantSchema,
  taskId: taskIdSchema,
  attempt: z.int().min(1),
  stage: stageSchema,
  phase: z.string().max(40),
  /** 0 to 1 over the stage, never going back within one attempt of it. */
  fraction: z.number().min(0).max(1),
  rowsRead: z.int().min(0).optional(),
  etaSeconds: z.number().min(0).optional(),
});
export type Progress = z.infer<typeof progressSchema>;
