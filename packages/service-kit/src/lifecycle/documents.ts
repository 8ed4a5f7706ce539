import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ObjectReference } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import type * as z from 'zod';

/** A document as it stands in the store, with the reference that events carry. */
export interface ReadDocument<Document> {
  readonly document: Document;
  readonly reference: ObjectReference;
}

/** Reads a JSON document and its reference; undefined when there is none. Throws when it has not the schema's shape. */
export async function readDocument<Schema extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: Schema,
): Promise<ReadDocument<z.infer<Schema>> | undefined> {
  const found = await store.get(key);
  if (found === undefined) return undefined;
  const bytes = await buffer(found.body);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    document: schema.parse(JSON.parse(bytes.toString('utf8'))),
    reference: { key, sizeBytes: bytes.byteLength, sha256 },
  };
}

/** Writes a document once and gives the one that counts: this one, or that of whoever was first. */
export async function settleDocument<Schema extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: Schema,
  document: z.infer<Schema>,
): Promise<ReadDocument<z.infer<Schema>>> {
  const put = await store.put(key, JSON.stringify(document), { ifAbsent: true });
  if (put.created) return { document, reference: { key, sizeBytes: put.sizeBytes, sha256: put.sha256 } };
  const winner = await readDocument(store, key, schema);
  // Only a deletion removes it, and then the next step finds the tombstone.
  return winner ?? { document, reference: { key, sizeBytes: put.sizeBytes, sha256: put.sha256 } };
}
