import {
  type OutcomeDocument,
  objectKeys,
  outcomeDocumentSchema,
  ReconcylError,
  type RequestDocument,
  requestDocumentSchema,
  type TaskState,
  type TaskStatus,
} from '@reconcyl/contracts';
import { getDocument, type ObjectStore } from '@reconcyl/object-store';
import { latestAttempt } from '@reconcyl/service-kit';
import type { GatewayContext } from '../context.ts';

/** What is known of one reconciliation at this moment. */
export interface Reconciliation {
  readonly tenant: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly status: TaskStatus;
  /** The end of this attempt, where there is one. */
  readonly outcome: OutcomeDocument | undefined;
  /** What the task store says, maybe of an earlier attempt. */
  readonly state: TaskState | undefined;
  /** Absent when the task store knows what stands in it. */
  readonly request: RequestDocument | undefined;
}

/**
 * Finds a reconciliation. The objects decide: the task store may lag, be empty or be away, and the answer is the same but for how
 * far the work has come. Throws RECON_NOT_FOUND or RECON_DELETED.
 */
export async function findReconciliation(
  context: GatewayContext,
  tenant: string,
  taskId: string,
): Promise<Reconciliation> {
  const { store } = context;
  const known = await readState(context, tenant, taskId);
  if (known?.status === 'deleted' || (await store.stat(objectKeys.deleted(tenant, taskId))) !== undefined) {
    throw new ReconcylError('RECON_DELETED');
  }
  const isListable = known?.acceptedAt !== undefined;
  const request = isListable
    ? undefined
    : await getDocument(store, objectKeys.request(tenant, taskId), requestDocumentSchema);
  if (known === undefined && request === undefined) throw new ReconcylError('RECON_NOT_FOUND');
  const attempt = await latestAttempt(store, tenant, taskId);
  const outcome = await readOutcome(store, tenant, taskId, attempt);
  const state = known?.attempt === attempt ? known : undefined;
  const status = outcome?.status ?? state?.status ?? 'accepted';
  return { tenant, taskId, attempt, status, outcome, state: state ?? known, request };
}

/** The end of an attempt; undefined while it goes on. */
export function readOutcome(store: ObjectStore, tenant: string, taskId: string, attempt: number) {
  return getDocument(store, objectKeys.outcome(tenant, taskId, attempt), outcomeDocumentSchema);
}

/** The completed end of a reconciliation; throws what stands in its way. */
export function completedOutcome(found: Reconciliation): OutcomeDocument & { status: 'completed' } {
  if (found.outcome?.status === 'completed') return found.outcome;
  if (found.status === 'expired' || found.status === 'completed') throw new ReconcylError('RECON_NOT_FOUND');
  throw new ReconcylError('RECON_NOT_FINISHED', `Its status is ${found.status}.`);
}

async function readState({ tasks, logger }: GatewayContext, tenant: string, taskId: string) {
  try {
    return (await tasks.get(tenant, taskId))?.state;
  } catch (error) {
    logger.warn({ taskId, err: error }, 'the task store is away; the objects answer');
    return undefined;
  }
}
