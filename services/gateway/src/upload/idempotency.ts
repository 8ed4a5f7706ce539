import { buffer } from 'node:stream/consumers';
import { type IdempotencyClaim, idempotencyClaimSchema, objectKeys, ReconcylError } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { derivedTaskId } from './task-ids.ts';

/** A claim that was not refreshed for this long was left behind by a process that died. */
export const claimLifeMs = 60 * 60_000;

/** The right to upload under an Idempotency-Key, held by one upload at a time. */
export interface Claim {
  readonly taskId: string;
  /** Renews the claim. Throws RECON_IDEMPOTENCY_IN_PROGRESS when another upload has taken it over. */
  readonly refresh: () => Promise<void>;
  /** Gives the key free again after `cleanUp`; does neither when another upload has taken it over. */
  readonly release: (cleanUp: () => Promise<void>) => Promise<void>;
}

export type ClaimResult =
  | { readonly kind: 'claimed'; readonly claim: Claim; readonly isTakenOver: boolean }
  /** The key led to a reconciliation before. */
  | { readonly kind: 'accepted'; readonly taskId: string };

/**
 * Claims an Idempotency-Key before any byte is stored. The id follows from the key, so whoever holds the claim continues the same
 * reconciliation. Throws RECON_IDEMPOTENCY_IN_PROGRESS while another upload holds it.
 */
export async function claimKey(
  store: ObjectStore,
  tenant: string,
  idempotencyKey: string,
  now: () => Date,
): Promise<ClaimResult> {
  const taskId = derivedTaskId(tenant, idempotencyKey);
  const objectKey = objectKeys.idempotency(tenant, idempotencyKey);
  const fresh = (generation: number): IdempotencyClaim => ({
    version: 1,
    taskId,
    claimedAt: now().toISOString(),
    generation,
  });

  const put = await store.put(objectKey, JSON.stringify(fresh(1)), { ifAbsent: true });
  // Looked for even when the claim is new: a claim may have been cleared away while the reconciliation lives on.
  if ((await store.stat(objectKeys.request(tenant, taskId))) !== undefined) return { kind: 'accepted', taskId };
  if (put.created) return held(put.etag, 1, false);

  const found = await readClaim(store, objectKey);
  if (found === undefined || now().getTime() - Date.parse(found.claim.claimedAt) < claimLifeMs) {
    throw new ReconcylError('RECON_IDEMPOTENCY_IN_PROGRESS');
  }
  const generation = found.claim.generation + 1;
  const taken = await store.put(objectKey, JSON.stringify(fresh(generation)), { ifMatch: found.etag });
  if (!taken.created) throw new ReconcylError('RECON_IDEMPOTENCY_IN_PROGRESS');
  return held(taken.etag, generation, true);

  function held(firstEtag: string, generation: number, isTakenOver: boolean): ClaimResult {
    let etag = firstEtag;
    async function refresh() {
      const renewed = await store.put(objectKey, JSON.stringify(fresh(generation)), { ifMatch: etag });
      if (!renewed.created) throw new ReconcylError('RECON_IDEMPOTENCY_IN_PROGRESS');
      etag = renewed.etag;
    }
    async function release(cleanUp: () => Promise<void>) {
      await refresh();
      await cleanUp();
      await store.delete(objectKey);
    }
    return { kind: 'claimed', claim: { taskId, refresh, release }, isTakenOver };
  }
}

async function readClaim(store: ObjectStore, objectKey: string) {
  const found = await store.get(objectKey);
  if (found === undefined) return undefined;
  const claim = idempotencyClaimSchema.parse(JSON.parse((await buffer(found.body)).toString('utf8')));
  return { claim, etag: found.info.etag };
}
