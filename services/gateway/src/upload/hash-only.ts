import { createHash } from 'node:crypto';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StoredFile } from './receive-upload.ts';

/** Reads a file to its end and keeps nothing of it but size and hash. */
export async function hashOnly(body: Readable): Promise<StoredFile> {
  const sha256 = createHash('sha256');
  let sizeBytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.byteLength;
      sha256.update(chunk);
      done();
    },
  });
  await pipeline(body, sink);
  return { sizeBytes, sha256: sha256.digest('hex') };
}
