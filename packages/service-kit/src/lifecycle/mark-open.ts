import { buffer } from 'node:stream/consumers';
import { type OpenMarker, objectKeys, openMarkerSchema } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';

/** Makes the sweep look at a reconciliation, unless it does already. */
export async function markOpen(store: ObjectStore, tenant: string, taskId: string, now: Date): Promise<void> {
  await store.put(objectKeys.open(tenant, taskId), JSON.stringify(newMarker(taskId, now)), { ifAbsent: true });
}

/**
 * Makes the sweep look at a reconciliation as soon as at a new one, however late it meant to look again: what it waited for then is
 * not what it has to do now. How often it has published stays, as no event id may be used twice.
 */
export async function markOpenAnew(store: ObjectStore, tenant: string, taskId: string, now: Date): Promise<void> {
  const key = objectKeys.open(tenant, taskId);
  // Whoever was first has written something newer, which is then replaced in turn.
  for (let isWritten = false; !isWritten; ) {
    const found = await store.get(key);
    const before = found === undefined ? undefined : parsed(await buffer(found.body));
    const marker = newMarker(taskId, now, before?.sweeps);
    const condition = found === undefined ? { ifAbsent: true } : { ifMatch: found.info.etag };
    isWritten = (await store.put(key, JSON.stringify(marker), condition)).created;
  }
}

const newMarker = (taskId: string, now: Date, sweeps = 0): OpenMarker => ({
  version: 1,
  taskId,
  openedAt: now.toISOString(),
  sweeps,
});

/** What cannot be read is replaced: the sweep could not read it either. */
function parsed(bytes: Buffer): OpenMarker | undefined {
  try {
    return openMarkerSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}
