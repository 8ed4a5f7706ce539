import { objectKeys } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';

/** The number of the latest attempt: 1 until a second one was opened. */
export async function latestAttempt(store: ObjectStore, tenant: string, taskId: string): Promise<number> {
  let latest = 1;
  // Attempts are opened one after the other without gaps.
  while ((await store.stat(objectKeys.attempt(tenant, taskId, latest + 1))) !== undefined) latest += 1;
  return latest;
}
