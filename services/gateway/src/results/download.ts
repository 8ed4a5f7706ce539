import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ObjectReference, ReconcylError } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';

/** Writes a stream to a new file (mode 0600) and gives its size and SHA-256. */
export async function writeToFile(body: Readable, path: string): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* measured(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
  }
  await pipeline(body, measured, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** Copies an object to a new file. Throws RECON_NOT_FOUND when it is gone, RECON_INTERNAL when its bytes are not the promised ones. */
export async function download(store: ObjectStore, reference: ObjectReference, path: string): Promise<void> {
  const found = await store.get(reference.key);
  if (found === undefined) throw new ReconcylError('RECON_NOT_FOUND');
  const { sha256 } = await writeToFile(found.body, path);
  if (sha256 !== reference.sha256) throw new ReconcylError('RECON_INTERNAL');
}
