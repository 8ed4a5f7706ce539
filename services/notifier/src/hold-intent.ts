import { type MailIntentDocument, mailIntentDocumentSchema } from '@reconcyl/contracts';
import { getStoredDocument, type ObjectStore, type StoredDocument } from '@reconcyl/object-store';

/** An intent as it stands in the store. */
export type FoundIntent = StoredDocument<MailIntentDocument>;

/** The intent of a send that this worker makes. What another worker wrote meanwhile is left as it is. */
export interface HeldIntent {
  /** Does the work; as long as it lasts the intent is kept young, so that nobody takes it for one that was left alone. */
  readonly during: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Takes the send back, which certainly handed nothing over. What is unknown of those before it stays unknown. */
  readonly takeBack: () => Promise<void>;
}

export interface HoldIntentOptions {
  readonly store: ObjectStore;
  readonly key: string;
  readonly attempt: number;
  /** Sends of which nobody knows the end, with this one. */
  readonly sends: number;
  /** What is replaced; undefined: there must be none. */
  readonly over: FoundIntent | undefined;
  readonly clock: () => Date;
  /** Far less than the time after which a transport takes an intent for left alone (2 min). */
  readonly renewEveryMs?: number | undefined;
}

/** The intent that an earlier send left, if any. */
export function readIntent(store: ObjectStore, key: string): Promise<FoundIntent | undefined> {
  return getStoredDocument(store, key, mailIntentDocumentSchema);
}

/** Writes down that a send begins; undefined when another worker was faster, whose send it is then. */
export async function holdIntent(options: HoldIntentOptions): Promise<HeldIntent | undefined> {
  const { store, key, attempt, over, clock, renewEveryMs = 30_000 } = options;

  function write(sends: number, condition: { ifAbsent: true } | { ifMatch: string }) {
    const document: MailIntentDocument = { version: 1, attempt, begunAt: clock().toISOString(), sends };
    return store.put(key, JSON.stringify(document), condition);
  }

  const first = await write(options.sends, over === undefined ? { ifAbsent: true } : { ifMatch: over.etag });
  if (!first.created) return undefined;
  /** Undefined once another worker has written. */
  let etag: string | undefined = first.etag;

  async function rewrite(sends: number): Promise<void> {
    if (etag === undefined) return;
    const put = await write(sends, { ifMatch: etag });
    etag = put.created ? put.etag : undefined;
  }

  return {
    during: async (work) => {
      let renewed: Promise<void> | undefined;
      const timer = setInterval(() => {
        // While the store is away the intent only looks older than it is.
        renewed ??= rewrite(options.sends)
          .catch(() => undefined)
          .finally(() => {
            renewed = undefined;
          });
      }, renewEveryMs);
      try {
        return await work();
      } finally {
        clearInterval(timer);
        await renewed;
      }
    },
    takeBack: async () => {
      if (options.sends > 1) await rewrite(options.sends - 1);
      else if (etag !== undefined) await store.delete(key);
    },
  };
}
