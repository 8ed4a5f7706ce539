import { ReconcylError } from '@reconcyl/contracts';
import * as z from 'zod';
import { parseTaskId } from '../upload/task-ids.ts';

export const idParams = z.object({ id: z.string().describe('The id of the reconciliation') });

/** The id in the path; what cannot be one is as unknown as one that nobody has: RECON_NOT_FOUND. */
export function taskIdOf(params: z.infer<typeof idParams>): string {
  const taskId = parseTaskId(params.id);
  if (taskId === undefined) throw new ReconcylError('RECON_NOT_FOUND');
  return taskId;
}

/** `limit` of a page, from the query. */
export const limitQuery = (max: number, standard: number) =>
  z.coerce.number().int().min(1).max(max).default(standard).describe(`Items of a page, 1 to ${max}`);
