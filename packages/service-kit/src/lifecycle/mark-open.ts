import type { OpenMarker } from '@reconcyl/contracts';
import { objectKeys } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';

/** Makes the sweep look at a reconciliation, unless it does already. */
export async function markOpen(store: ObjectStore, tenant: string, taskId: string, now: Date): Promise<void> {
  const marker: OpenMarker = { version: 1, taskId, openedAt: now.toISOString(), sweeps: 0 };
  await store.put(objectKeys.open(tenant, taskId), JSON.stringify(marker), { ifAbsent: true });
}
