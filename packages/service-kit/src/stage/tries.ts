import { type ErrorCode, errorCatalogue, objectKeys } from '@reconcyl/contracts';
import { getDocument, type ObjectStore } from '@reconcyl/object-store';
import * as z from 'zod';
import type { TryEnd } from './decide.ts';
import type { Piece } from './piece.ts';
import { isForgotten } from './read-markers.ts';

/**
 * tries/<n>: what became of the n-th try. 0 is the first delivery, which writes only when it did not end well; every later one
 * writes `open` before it begins, so that a death leaves its mark.
 */
const trySchema = z.object({
  version: z.literal(1),
  end: z.enum(['open', 'threw', 'handed-back']),
  code: z.string().optional(),
});

export interface CurrentTry {
  /** How the earlier tries ended badly, oldest first. */
  readonly earlier: readonly TryEnd[];
  /** Says that this try begins. Not needed for the first delivery. */
  readonly begin: () => Promise<void>;
  /** This try was given back in good order, and does not count; one that threw does all the same. */
  readonly handBack: () => Promise<void>;
  /** This try threw; gives how many have ended badly with it. */
  readonly threw: (code: ErrorCode) => Promise<number>;
}

/**
 * Reads how earlier tries of a piece ended. The count is kept in the store because a bus forgets it, and because a bus counts
 * what was given back in good order too.
 */
export async function readTries(store: ObjectStore, piece: Piece, deliveryCount: number): Promise<CurrentTry> {
  const { tenant, taskId, attempt, stage } = piece;
  const keyOf = (n: number) => objectKeys.tryMarker(tenant, taskId, attempt, stage, n);
  const known = deliveryCount === 1 ? new Map<number, TryEnd | undefined>() : await readAll(store, piece);
  // A redelivery whose first delivery said nothing: its worker died.
  if (deliveryCount > 1 && !known.has(0)) known.set(0, 'died');
  const earlier = [...known.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, end]) => end)
    .filter((end) => end !== undefined);
  let n = 0;
  let hasThrown = false;

  const write = (end: z.infer<typeof trySchema>['end'], ifAbsent: boolean, code?: ErrorCode) =>
    store.put(keyOf(n), JSON.stringify({ version: 1, end, ...(code === undefined ? {} : { code }) }), { ifAbsent });

  return {
    earlier,
    begin: async () => {
      if (deliveryCount === 1) return;
      n = Math.max(0, ...known.keys()) + 1;
      while (!(await write('open', true)).created) n += 1;
    },
    handBack: async () => {
      if (hasThrown) return;
      if (n > 0) await store.delete(keyOf(n));
      // A redelivery that did not begin leaves what the first delivery said.
      else if (deliveryCount === 1) await write('handed-back', false);
    },
    threw: async (code) => {
      await write('threw', false, code);
      hasThrown = true;
      return earlier.length + 1;
    },
  };
}

/**
 * Says that the first delivery of a piece of work ended before its work began, which is no death of its worker. For what was said of
 * that delivery already, or where nobody waits for the work, nothing is written.
 */
export async function handBackUnbegun(store: ObjectStore, piece: Piece): Promise<void> {
  if (await isForgotten(store, piece)) return;
  const { tenant, taskId, attempt, stage } = piece;
  const mark = JSON.stringify({ version: 1, end: 'handed-back' } satisfies z.infer<typeof trySchema>);
  await store.put(objectKeys.tryMarker(tenant, taskId, attempt, stage, 0), mark, { ifAbsent: true });
}

async function readAll(store: ObjectStore, piece: Piece): Promise<Map<number, TryEnd | undefined>> {
  const { tenant, taskId, attempt, stage } = piece;
  const prefix = `${objectKeys.stage(tenant, taskId, attempt, stage)}tries/`;
  const ends = new Map<number, TryEnd | undefined>();
  for await (const { key } of store.list(prefix)) {
    const found = await getDocument(store, key, trySchema);
    if (found === undefined) continue;
    ends.set(Number(key.slice(prefix.length)), endOf(found));
  }
  return ends;
}

function endOf({ end, code = '' }: z.infer<typeof trySchema>): TryEnd | undefined {
  if (end === 'handed-back') return undefined;
  if (end === 'open') return 'died';
  return { threw: Object.hasOwn(errorCatalogue, code) ? (code as ErrorCode) : 'RECON_INTERNAL' };
}
