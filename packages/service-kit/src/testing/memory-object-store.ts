import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ObjectInfo, ObjectStore } from '@reconcyl/object-store';

export interface MemoryObjectStore extends ObjectStore {
  /** Keys that are there, in order. */
  readonly keys: () => string[];
  readonly text: (key: string) => string | undefined;
}

/**
 * An object store in memory, for tests of what stands on the port. `before` is called with each operation and key before it has
 * any effect; a throw in it is the operation's error.
 */
export function createMemoryObjectStore(
  options: {
    readonly before?: ((operation: string, key: string) => void | Promise<void>) | undefined;
    readonly now?: (() => Date) | undefined;
  } = {},
): MemoryObjectStore {
  const { before = () => undefined, now = () => new Date() } = options;
  const objects = new Map<string, { bytes: Buffer; info: ObjectInfo }>();
  let writes = 0;
  const sorted = () => [...objects.keys()].sort();

  return {
    keys: sorted,
    text: (key) => objects.get(key)?.bytes.toString('utf8'),
    put: async (key, body, { ifAbsent, ifMatch } = {}) => {
      await before('put', key);
      const bytes = body instanceof Readable ? await buffer(body) : Buffer.from(body);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const there = objects.get(key);
      const isRefused =
        (ifAbsent === true && there !== undefined) || (ifMatch !== undefined && there?.info.etag !== ifMatch);
      const sizeBytes = bytes.byteLength;
      if (isRefused) return { created: false, sizeBytes, sha256, etag: there?.info.etag ?? '' };
      writes += 1;
      const info = { key, sizeBytes, etag: `e${writes}`, modifiedAt: now() };
      objects.set(key, { bytes, info });
      return { created: true, sizeBytes, sha256, etag: info.etag };
    },
    get: async (key) => {
      await before('get', key);
      const found = objects.get(key);
      return found === undefined ? undefined : { info: found.info, body: Readable.from([found.bytes]) };
    },
    stat: async (key) => {
      await before('stat', key);
      return objects.get(key)?.info;
    },
    async *list(prefix, { after = '', limit = Number.POSITIVE_INFINITY } = {}) {
      await before('list', prefix);
      let given = 0;
      for (const key of sorted()) {
        if (!key.startsWith(prefix) || key <= after) continue;
        if (given >= limit) return;
        const found = objects.get(key);
        if (found === undefined) continue;
        given += 1;
        yield found.info;
      }
    },
    delete: async (key) => {
      await before('delete', key);
      objects.delete(key);
    },
    deleteAll: async (prefix) => {
      await before('deleteAll', prefix);
      const doomed = sorted().filter((key) => key.startsWith(prefix));
      for (const key of doomed) objects.delete(key);
      return doomed.length;
    },
    presignGet: () => Promise.resolve(undefined),
    async *watch() {},
    freeBytes: () => Promise.resolve(undefined),
    ping: async () => {
      await before('ping', '');
    },
    close: () => Promise.resolve(),
  };
}
