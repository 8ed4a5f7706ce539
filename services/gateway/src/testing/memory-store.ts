import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { ReconcylError } from '@reconcyl/contracts';
import type { ObjectStore, PutResult } from '@reconcyl/object-store';

export interface StoredObject {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly modifiedAt: Date;
}

/** Ways in which a test makes the store fail. */
export interface StoreFaults {
  /** Called before a put of this key is settled; may throw. */
  beforePut?: (key: string) => void | Promise<void>;
  freeBytes?: number;
  ping?: () => Promise<void>;
}

/** An object store in memory, for the tests of what uses the port. `objects` and `puts` are there to be looked at. */
export function createMemoryStore(faults: StoreFaults = {}) {
  const objects = new Map<string, StoredObject>();
  /** Keys in the order in which their puts were settled. */
  const puts: string[] = [];
  const infoOf = (key: string, { bytes, etag, modifiedAt }: StoredObject) => ({
    key,
    sizeBytes: bytes.byteLength,
    etag,
    modifiedAt,
  });

  const store: ObjectStore = {
    async put(key, body, options = {}): Promise<PutResult> {
      const chunks: Buffer[] = [];
      let size = 0;
      const source = body instanceof Readable ? body : [Buffer.from(body)];
      for await (const chunk of source as AsyncIterable<Buffer>) {
        options.signal?.throwIfAborted();
        size += chunk.byteLength;
        if (options.maxBytes !== undefined && size > options.maxBytes) throw new ReconcylError('RECON_FILE_TOO_LARGE');
        chunks.push(chunk);
      }
      await faults.beforePut?.(key);
      const bytes = Buffer.concat(chunks);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const existing = objects.get(key);
      const isRefused =
        (options.ifAbsent === true && existing !== undefined) ||
        (options.ifMatch !== undefined && existing?.etag !== options.ifMatch);
      if (isRefused) return { created: false, sizeBytes: size, sha256, etag: existing?.etag ?? '' };
      const etag = randomUUID();
      objects.set(key, { bytes, etag, modifiedAt: new Date() });
      puts.push(key);
      return { created: true, sizeBytes: size, sha256, etag };
    },
    async get(key) {
      const found = objects.get(key);
      return found && { info: infoOf(key, found), body: Readable.from([found.bytes], { objectMode: false }) };
    },
    async stat(key) {
      const found = objects.get(key);
      return found && infoOf(key, found);
    },
    async *list(prefix, { after = '' } = {}) {
      for (const key of [...objects.keys()].filter((name) => name.startsWith(prefix) && name > after).sort()) {
        const found = objects.get(key);
        if (found !== undefined) yield infoOf(key, found);
      }
    },
    async delete(key) {
      objects.delete(key);
    },
    async deleteAll(prefix) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix));
      for (const key of keys) objects.delete(key);
      return keys.length;
    },
    presignGet: async () => undefined,
    async *watch() {},
    freeBytes: async () => faults.freeBytes,
    ping: async () => faults.ping?.(),
    close: async () => undefined,
  };

  return {
    store,
    objects,
    puts,
    keys: () => [...objects.keys()].sort(),
    text: (key: string) => objects.get(key)?.bytes.toString('utf8'),
    json: (key: string) => JSON.parse(objects.get(key)?.bytes.toString('utf8') ?? 'null'),
  };
}
