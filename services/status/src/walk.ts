import { objectKeys } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import type { Logger } from '@reconcyl/service-kit';
import { markOpen } from '@reconcyl/service-kit';
import type { TaskStore } from '@reconcyl/task-store';
import { applyState } from './apply-state.ts';
import { readSnapshot, type Snapshot, stateOfSnapshot } from './snapshot.ts';

export interface WalkDeps {
  readonly store: ObjectStore;
  readonly tasks: TaskStore;
  readonly logger: Logger;
  /** From the outcome until a reconciliation and its reports are removed. */
  readonly retentionMs: number;
  /** From the newest object of what has no manifest until it is removed. */
  readonly abandonAfterMs: number;
}

/**
 * Walks over all reconciliations of a tenant: gives the task store what the objects say, lets the sweep look at what has not
 * ended, and removes what is older than it is kept. So it rebuilds a task store that was lost, and mends whatever was missed.
 */
export async function walk(deps: WalkDeps, tenant: string, now: Date, signal?: AbortSignal): Promise<void> {
  const { store, tasks, logger } = deps;
  for await (const taskId of taskIds(store, tenant)) {
    if (signal?.aborted) return;
    try {
      const snapshot = await readSnapshot(store, tenant, taskId);
      if (isExpired(snapshot, now, deps)) {
        await expire(deps, tenant, taskId);
        continue;
      }
      const state = stateOfSnapshot(snapshot);
      if (state !== undefined) await applyState(tasks, state);
      const isOver = snapshot.request === undefined || snapshot.outcome !== undefined;
      if (!isOver || snapshot.deleted !== undefined) await markOpen(store, tenant, taskId, now);
    } catch (error) {
      logger.error({ err: error, taskId }, 'a reconciliation could not be read');
    }
  }
  await removeOldClaims(deps, tenant, now);
}

/** Ids of a tenant, one listing each: what lies below an id is skipped, not read. */
export async function* taskIds(store: ObjectStore, tenant: string): AsyncIterable<string> {
  const prefix = objectKeys.reconciliations(tenant);
  let after: string | undefined;
  for (;;) {
    let taskId: string | undefined;
    for await (const { key } of store.list(prefix, { ...(after === undefined ? {} : { after }), limit: 1 })) {
      taskId = key.slice(prefix.length).split('/')[0];
    }
    if (taskId === undefined) return;
    yield taskId;
    // The character after `/` in every order of keys that stores have.
    after = `${prefix}${taskId}0`;
  }
}

function isExpired(
  { request, outcome, deleted, newestAt }: Snapshot,
  now: Date,
  ages: { readonly retentionMs: number; readonly abandonAfterMs: number },
): boolean {
  if (deleted !== undefined) return false;
  const ageOf = (moment: Date) => now.getTime() - moment.getTime();
  // Without a manifest: an upload that died, or what an expiry that died has left.
  if (request === undefined) return newestAt !== undefined && ageOf(newestAt) >= ages.abandonAfterMs;
  return outcome !== undefined && ageOf(new Date(outcome.document.finishedAt)) >= ages.retentionMs;
}

/** The manifest first: without it there is nothing that a stage could begin again, should this process die in between. */
async function expire({ store, tasks, logger }: WalkDeps, tenant: string, taskId: string): Promise<void> {
  await store.delete(objectKeys.request(tenant, taskId));
  await store.deleteAll(objectKeys.reconciliation(tenant, taskId));
  await store.delete(objectKeys.open(tenant, taskId));
  await tasks.delete(tenant, taskId);
  logger.info({ taskId }, 'a reconciliation has expired');
}

/** A claim is kept as long as what it may point to. */
async function removeOldClaims({ store, retentionMs }: WalkDeps, tenant: string, now: Date): Promise<void> {
  for await (const { key, modifiedAt } of store.list(objectKeys.idempotencyAll(tenant))) {
    if (now.getTime() - modifiedAt.getTime() >= retentionMs) await store.delete(key);
  }
}
