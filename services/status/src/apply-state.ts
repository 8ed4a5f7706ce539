import { isDeepStrictEqual } from 'node:util';
import type { TaskState } from '@reconcyl/contracts';
import type { TaskStore } from '@reconcyl/task-store';
import { joinStates } from './join.ts';

/** More writers than this at once on one record mean that something is wrong with the store. */
const maxTries = 20;

/**
 * Joins what was found out into the record of a reconciliation. Nothing is written when the record says it already. Throws when
 * the store is away.
 */
export async function applyState(tasks: TaskStore, found: TaskState): Promise<TaskState> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const stored = await tasks.get(found.tenant, found.taskId);
    const state = stored === undefined ? joinStates(found, found) : joinStates(stored.state, found);
    if (stored !== undefined && isDeepStrictEqual(stored.state, state)) return state;
    if (await tasks.put(state, stored?.version ?? 0)) return state;
  }
  throw new Error('The record of a reconciliation changes faster than it can be written.');
}
