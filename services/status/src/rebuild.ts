import { isDeepStrictEqual } from 'node:util';
import type { ObjectStore } from '@reconcyl/object-store';
import type { TaskStore } from '@reconcyl/task-store';
import { readSnapshot, stateOfSnapshot } from './snapshot.ts';
import { taskIdBatches } from './task-ids.ts';

export interface RebuildResult {
  /** Reconciliations that the objects know. */
  readonly found: number;
  /** Records that said something else, or were not there. */
  readonly written: number;
  /** Records of what the objects do not know (any more). */
  readonly removed: number;
}

const maxTries = 20;

/**
 * Makes a task store say what the objects of a tenant say, and nothing else. Unlike a walk, which only adds to what is known, it
 * takes back what the objects do not bear out: for object stores that were restored from a backup, and records that something else
 * wrote. May run beside a status service, which adds what it hears meanwhile. Throws when a store is away, or an object cannot be read.
 */
export async function rebuild(
  deps: { readonly store: ObjectStore; readonly tasks: TaskStore },
  tenant: string,
): Promise<RebuildResult> {
  const known = new Set<string>();
  let written = 0;
  for await (const ids of taskIdBatches(deps.store, tenant)) {
    const results = await Promise.all(ids.map((taskId) => settle(deps, tenant, taskId)));
    for (const [position, { isKnown, isWritten }] of results.entries()) {
      if (isKnown) known.add(ids[position] ?? '');
      if (isWritten) written += 1;
    }
  }
  return { found: known.size, written, removed: await removeUnknown(deps, tenant, known) };
}

/** Writes what the objects say of one reconciliation, over whatever the record says. */
async function settle(
  { store, tasks }: { readonly store: ObjectStore; readonly tasks: TaskStore },
  tenant: string,
  taskId: string,
): Promise<{ isKnown: boolean; isWritten: boolean }> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    // The record first: what is written to it while the objects are read makes the put fail.
    const stored = await tasks.get(tenant, taskId);
    const state = stateOfSnapshot(await readSnapshot(store, tenant, taskId));
    if (state === undefined) return { isKnown: false, isWritten: false };
    if (stored !== undefined && isDeepStrictEqual(stored.state, state)) return { isKnown: true, isWritten: false };
    if (await tasks.put(state, stored?.version ?? 0)) return { isKnown: true, isWritten: true };
  }
  throw new Error('The record of a reconciliation changes faster than it can be written.');
}

async function removeUnknown(
  { store, tasks }: { readonly store: ObjectStore; readonly tasks: TaskStore },
  tenant: string,
  known: ReadonlySet<string>,
): Promise<number> {
  let removed = 0;
  let cursor: string | undefined;
  do {
    const page = await tasks.list({ tenant, limit: 200, cursor });
    for (const { taskId } of page.items) {
      if (known.has(taskId)) continue;
      // It may have been accepted since: its manifest was there before its record.
      if (stateOfSnapshot(await readSnapshot(store, tenant, taskId)) !== undefined) continue;
      await tasks.delete(tenant, taskId);
      removed += 1;
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return removed;
}
