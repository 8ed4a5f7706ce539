import { objectKeys } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';

/** Reconciliations that are read at once: nearly all of the work is waiting for the object store. */
export const atOnce = 8;

/** The ids that a tenant has objects of, behind `after` and at most `limit`, a few at a time to be read at once. */
export async function* taskIdBatches(
  store: ObjectStore,
  tenant: string,
  { after, limit = Number.POSITIVE_INFINITY }: { readonly after?: string | undefined; readonly limit?: number } = {},
): AsyncIterable<readonly string[]> {
  let batch: string[] = [];
  let count = 0;
  for await (const taskId of taskIds(store, tenant, after)) {
    batch.push(taskId);
    count += 1;
    if (batch.length < atOnce && count < limit) continue;
    yield batch;
    batch = [];
    if (count >= limit) return;
  }
  if (batch.length > 0) yield batch;
}

/** Objects of one reconciliation that are read past before the listing begins anew behind it. */
const mostReadPast = 100;

/** Ids of a tenant, by listing what there is: a few objects each, which cost less than a listing for each. */
async function* taskIds(store: ObjectStore, tenant: string, afterId?: string): AsyncIterable<string> {
  const prefix = objectKeys.reconciliations(tenant);
  // `0` is the character after `/` in every order of keys that stores have.
  const behind = (taskId: string) => `${prefix}${taskId}0`;
  let taskId = afterId;
  for (;;) {
    let readPast = 0;
    for await (const { key } of store.list(prefix, taskId === undefined ? {} : { after: behind(taskId) })) {
      const next = key.slice(prefix.length).split('/')[0];
      if (next === undefined) continue;
      if (next !== taskId) {
        yield next;
        taskId = next;
        readPast = 0;
      }
      readPast += 1;
      if (readPast > mostReadPast) break;
    }
    if (readPast <= mostReadPast) return;
  }
}
