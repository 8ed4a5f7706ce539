import { buffer } from 'node:stream/consumers';
import type * as z from 'zod';
import type { ObjectStore, PutResult } from './object-store.ts';

/** Puts a JSON document once; `created` is false when it was there before. */
export function putDocument(store: ObjectStore, key: string, document: unknown): Promise<PutResult> {
  return store.put(key, JSON.stringify(document), { ifAbsent: true });
}

/** A JSON document as it stands in the store, with the etag by which it alone is replaced. */
export interface StoredDocument<Document> {
  readonly document: Document;
  readonly etag: string;
}

/** Reads a JSON document, or gives undefined when there is none. Throws when it does not have the schema's shape. */
export async function getDocument<Schema extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  return (await getStoredDocument(store, key, schema))?.document;
}

/** Reads a JSON document that may be replaced; else as `getDocument`. */
export async function getStoredDocument<Schema extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: Schema,
): Promise<StoredDocument<z.infer<Schema>> | undefined> {
  const found = await store.get(key);
  if (found === undefined) return undefined;
  const document = schema.parse(JSON.parse((await buffer(found.body)).toString('utf8')));
  return { document, etag: found.info.etag };
}
