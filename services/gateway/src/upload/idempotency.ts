import { randomUUID } from 'node:crypto';
import { type IdempotencyClaim, idempotencyClaimSchema, objectKeys, ReconcylError } from '@reconcyl/contracts';
import { getStoredDocument, type ObjectStore } from '@reconcyl/object-store';
import { derivedTaskId } from './task-ids.ts';

/** A claim that was not refreshed for this long was left behind by a process that died. */
export const claimLifeMs = 60 * 60_000;

/** So long after it was last renewed, a claim is held well enough that a store that is away for a moment ends no upload. */
const sureForMs = claimLifeMs / 2;

/**
 * Nonces of claims that this process left behind because the store was away: whoever comes with the key again need not wait until
 * they are an hour old. Bounded; what is forgotten, or was left by another process, is taken over after the hour.
 */
const leftBehind = new Set<string>();
const mostLeftBehind = 10_000;

/** The right to upload under an Idempotency-Key, held by one upload at a time. */
export interface Claim {
  readonly taskId: string;
  /**
   * Renews the claim. Throws RECON_IDEMPOTENCY_IN_PROGRESS when another upload has taken it over. A store that is away is an error
   * only once the claim was not renewed for half of its life.
   */
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
  const nonce = randomUUID();
  const put = (generation: number, condition: { readonly ifAbsent: true } | { readonly ifMatch: string }) =>
    putClaim(store, objectKey, { version: 1, taskId, claimedAt: now().toISOString(), generation, nonce }, condition);

  try {
    return await claim();
  } catch (error) {
    // It may stand there all the same.
    if (isAway(error)) leave(nonce);
    throw error;
  }

  async function claim(): Promise<ClaimResult> {
    const first = await put(1, { ifAbsent: true });
    // Looked for even when the claim is new: a claim may have been cleared away while the reconciliation lives on.
    if ((await store.stat(objectKeys.request(tenant, taskId))) !== undefined) return { kind: 'accepted', taskId };
    if (first !== undefined) return held(first, false);

    const found = await readClaim(store, objectKey);
    if (found === undefined || !isLeftBehind(found.claim, now())) {
      throw new ReconcylError('RECON_IDEMPOTENCY_IN_PROGRESS');
    }
    const taken = await put(found.claim.generation + 1, { ifMatch: found.etag });
    if (taken === undefined) throw new ReconcylError('RECON_IDEMPOTENCY_IN_PROGRESS');
    return held(taken, true);
  }

  function held(firstPut: HeldClaim, isTakenOver: boolean): ClaimResult {
    let last = firstPut;
    async function renew(): Promise<HeldClaim> {
      const { generation } = last.claim;
      const renewed = await put(generation, { ifMatch: last.etag });
      if (renewed !== undefined) return renewed;
      // A renewal whose answer was lost has changed the etag.
      const standing = await readClaim(store, objectKey);
      const again = standing?.claim.nonce === nonce ? await put(generation, { ifMatch: standing.etag }) : undefined;
      if (again === undefined) throw new ReconcylError('RECON_IDEMPOTENCY_IN_PROGRESS');
      return again;
    }
    async function refresh() {
      try {
        last = await renew();
      } catch (error) {
        if (!isAway(error) || ageMs(last.claim, now()) >= sureForMs) throw error;
      }
    }
    async function release(cleanUp: () => Promise<void>) {
      try {
        await refresh();
        await cleanUp();
        await store.delete(objectKey);
      } catch (error) {
        leave(nonce);
        throw error;
      }
    }
    return { kind: 'claimed', claim: { taskId, refresh, release }, isTakenOver };
  }
}

interface HeldClaim {
  readonly claim: IdempotencyClaim & { readonly nonce: string };
  readonly etag: string;
}

/**
 * Writes a claim; undefined when the condition did not hold. When the answer of the store was lost, the claim that stands there tells
 * by its nonce whose it is.
 */
async function putClaim(
  store: ObjectStore,
  objectKey: string,
  claim: HeldClaim['claim'],
  condition: { readonly ifAbsent: true } | { readonly ifMatch: string },
): Promise<HeldClaim | undefined> {
  try {
    const put = await store.put(objectKey, JSON.stringify(claim), condition);
    return put.created ? { claim, etag: put.etag } : undefined;
  } catch (error) {
    if (!isAway(error)) throw error;
    const found = await readClaim(store, objectKey).catch(() => undefined);
    const isOurs = found?.claim.nonce === claim.nonce && found.claim.claimedAt === claim.claimedAt;
    if (found !== undefined && isOurs) return { claim, etag: found.etag };
    if (found !== undefined && found.claim.nonce !== claim.nonce) return undefined;
    throw error;
  }
}

async function readClaim(store: ObjectStore, objectKey: string) {
  const found = await getStoredDocument(store, objectKey, idempotencyClaimSchema);
  return found && { claim: found.document, etag: found.etag };
}

function isAway(error: unknown): boolean {
  return error instanceof ReconcylError && error.code === 'RECON_UNAVAILABLE';
}

function ageMs({ claimedAt }: IdempotencyClaim, now: Date): number {
  return now.getTime() - Date.parse(claimedAt);
}

function isLeftBehind(claim: IdempotencyClaim, now: Date): boolean {
  return ageMs(claim, now) >= claimLifeMs || (claim.nonce !== undefined && leftBehind.has(claim.nonce));
}

function leave(nonce: string): void {
  leftBehind.add(nonce);
  const [oldest] = leftBehind;
  if (leftBehind.size > mostLeftBehind && oldest !== undefined) leftBehind.delete(oldest);
}
