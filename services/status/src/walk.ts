import { dropDocumentSchema, objectKeys } from '@reconcyl/contracts';
import { getDocument, type ObjectStore } from '@reconcyl/object-store';
import { isOutage, type Logger, markOpen } from '@reconcyl/service-kit';
import type { TaskStore } from '@reconcyl/task-store';
import { applyState } from './apply-state.ts';
import { markedAt, readSnapshot, type Snapshot, stateOfSnapshot } from './snapshot.ts';
import { taskIdBatches } from './task-ids.ts';

export interface WalkDeps {
  readonly store: ObjectStore;
  readonly tasks: TaskStore;
  readonly logger: Logger;
  /** From the outcome until a reconciliation and its reports are removed. */
  readonly retentionMs: number;
  /** From the newest object of what has no manifest, its marker included, until it is removed. */
  readonly abandonAfterMs: number;
}

/** Most reconciliations of one part of a walk, so that the sweep need not wait for the end of a long one. */
const defaultLimit = 200;

/**
 * Walks over all reconciliations of a tenant, part by part: gives the task store what the objects say, lets the sweep look at what
 * has not ended, and removes what is older than it is kept. So it rebuilds a task store that was lost, and mends whatever was
 * missed. Gives the id to go on after, or undefined at the end. Throws when a store is away: the part is then to be walked again, as
 * going on would leave out the rest.
 */
export async function walk(
  deps: WalkDeps,
  tenant: string,
  now: Date,
  part: { readonly after?: string | undefined; readonly limit?: number } = {},
): Promise<string | undefined> {
  const { after, limit = defaultLimit } = part;
  let count = 0;
  for await (const ids of taskIdBatches(deps.store, tenant, { after, limit })) {
    await Promise.all(ids.map((taskId) => tryToMend(deps, tenant, taskId, now)));
    count += ids.length;
    if (count >= limit) return ids.at(-1);
  }
  await removeOldClaims(deps, tenant, now);
  return undefined;
}

/** One that cannot be mended does not keep the others from it, unless nothing can be mended now. */
async function tryToMend(deps: WalkDeps, tenant: string, taskId: string, now: Date): Promise<void> {
  try {
    await mend(deps, tenant, taskId, now);
  } catch (error) {
    if (isOutage(error)) throw error;
    deps.logger.error({ err: error, taskId }, 'a reconciliation could not be mended');
  }
}

async function mend(deps: WalkDeps, tenant: string, taskId: string, now: Date): Promise<void> {
  const { store, tasks } = deps;
  const snapshot = await heardOf(store, await readSnapshot(store, tenant, taskId));
  if (isExpired(snapshot, now, deps) && !(await isLatestOfName(store, snapshot))) return expire(deps, tenant, taskId);
  const state = stateOfSnapshot(snapshot);
  if (state !== undefined) await applyState(tasks, state);
  const isOver = snapshot.request === undefined || snapshot.outcome !== undefined;
  if (!isOver || snapshot.deleted !== undefined) await markOpen(store, tenant, taskId, now);
}

/** An upload that goes on renews its marker, however long ago its first file was stored. */
async function heardOf(store: ObjectStore, snapshot: Snapshot): Promise<Snapshot> {
  if (snapshot.request !== undefined) return snapshot;
  return markedAt(snapshot, (await store.stat(objectKeys.open(snapshot.tenant, snapshot.taskId)))?.modifiedAt);
}

function isExpired(
  { request, outcome, deleted, superseded, newestAt }: Snapshot,
  now: Date,
  ages: { readonly retentionMs: number; readonly abandonAfterMs: number },
): boolean {
  if (deleted !== undefined) return false;
  const ageOf = (moment: Date) => now.getTime() - moment.getTime();
  if (superseded !== undefined) return ageOf(new Date(superseded.supersededAt)) >= ages.retentionMs;
  // Without a manifest: an upload that died, or what an expiry that died has left.
  if (request === undefined) return newestAt !== undefined && ageOf(newestAt) >= ages.abandonAfterMs;
  return outcome !== undefined && ageOf(new Date(outcome.document.finishedAt)) >= ages.retentionMs;
}

/** The last run of dropped files of a name, and the last one that completed, are kept: the next one is held against it. */
async function isLatestOfName(store: ObjectStore, { tenant, taskId, request }: Snapshot): Promise<boolean> {
  const name = request?.document.name;
  if (name === undefined) return false;
  const drop = await getDocument(store, objectKeys.drop(tenant, name), dropDocumentSchema);
  return drop?.taskId === taskId || drop?.previous?.taskId === taskId;
}

/**
 * The manifest first: without it there is nothing that a stage could begin again, should this process die in between. The record
 * before the rest of the objects: as long as there is one, a walk comes back to it.
 */
async function expire({ store, tasks, logger }: WalkDeps, tenant: string, taskId: string): Promise<void> {
  await store.delete(objectKeys.request(tenant, taskId));
  await tasks.delete(tenant, taskId);
  await store.deleteAll(objectKeys.reconciliation(tenant, taskId));
  await store.delete(objectKeys.open(tenant, taskId));
  logger.info({ taskId }, 'a reconciliation has expired');
}

/** A claim is kept as long as what it may point to. */
async function removeOldClaims({ store, retentionMs }: WalkDeps, tenant: string, now: Date): Promise<void> {
  for await (const { key, modifiedAt } of store.list(objectKeys.idempotencyAll(tenant))) {
    if (now.getTime() - modifiedAt.getTime() >= retentionMs) await store.delete(key);
  }
}
