import { getDocument, type ObjectStore } from '@reconcyl/object-store';
import * as z from 'zod';

const leaseSchema = z.object({ version: z.literal(1), holder: z.string(), heldForMs: z.number() });

export interface Lease {
  /** Takes or renews the lease. Gives the store's time when this process holds it, undefined when another one does. */
  readonly hold: () => Promise<Date | undefined>;
  /** Gives it up, so that another process need not wait until it runs out. */
  readonly release: () => Promise<void>;
}

/**
 * One holder at a time for what need not be done twice at once. Two for a moment do no harm, so that clocks of machines need not
 * agree: what follows from an age is judged by the time that the store stamps on the lease when it is written.
 */
export function createLease(
  store: ObjectStore,
  options: {
    /** The object that says who holds it. */
    readonly key: string;
    readonly holder: string;
    readonly heldForMs: number;
    readonly clock: () => Date;
  },
): Lease {
  const { key, holder, heldForMs, clock } = options;
  let mine: { readonly etag: string; readonly renewAt: number; readonly offsetMs: number } | undefined;

  async function write(condition: { ifAbsent: true } | { ifMatch: string }): Promise<boolean> {
    const put = await store.put(key, JSON.stringify({ version: 1, holder, heldForMs }), condition);
    mine = undefined;
    if (!put.created) return false;
    const here = clock().getTime();
    const stamped = (await store.stat(key))?.modifiedAt.getTime() ?? here;
    mine = { etag: put.etag, renewAt: here + heldForMs / 2, offsetMs: stamped - here };
    return true;
  }

  async function take(): Promise<boolean> {
    if (mine !== undefined && clock().getTime() < mine.renewAt) return true;
    if (mine !== undefined && (await write({ ifMatch: mine.etag }))) return true;
    const there = await store.stat(key);
    if (there === undefined) return write({ ifAbsent: true });
    const held = await getDocument(store, key, leaseSchema).catch(() => undefined);
    const ageMs = clock().getTime() - there.modifiedAt.getTime();
    return ageMs >= (held?.heldForMs ?? heldForMs) ? write({ ifMatch: there.etag }) : false;
  }

  return {
    hold: async () => ((await take()) ? new Date(clock().getTime() + (mine?.offsetMs ?? 0)) : undefined),
    release: async () => {
      if (mine === undefined) return;
      await store.put(key, JSON.stringify({ version: 1, holder, heldForMs: 0 }), { ifMatch: mine.etag });
      mine = undefined;
    },
  };
}
