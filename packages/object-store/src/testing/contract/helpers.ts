import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ObjectStore } from '../../object-store.ts';

/** The text of an object, or undefined when there is none. */
export async function read(
  store: ObjectStore,
  key: string,
  range?: { start: number; endInclusive?: number },
): Promise<string | undefined> {
  const found = await store.get(key, range === undefined ? {} : { range });
  return found && text(found.body);
}

export async function keysBelow(store: ObjectStore, prefix: string, options = {}): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix, options)) keys.push(key);
  return keys;
}

export function sha256(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** A stream of chunks that are made only when they are read. */
export function streamOf(chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>): Readable {
  return Readable.from(chunks, { objectMode: false });
}
