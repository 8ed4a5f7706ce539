import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ObjectReference } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { toOutage } from './guard-ports.ts';

/**
 * Copies an object into a folder under a plain name that we choose, and gives its path. Throws when its size or SHA-256 is not
 * that of the reference: inputs are written once, so another content means a damaged store.
 */
export async function download(
  store: ObjectStore,
  reference: ObjectReference,
  target: { readonly folder: string; readonly name: string; readonly signal: AbortSignal },
): Promise<string> {
  const { folder, name, signal } = target;
  if (!/^[a-z][a-z0-9.-]{0,60}$/.test(name))
    throw new Error('A local name is lower case letters, digits, dots and dashes.');
  const path = join(folder, name);
  const found = await store.get(reference.key, { signal });
  if (found === undefined) throw new Error('An object that an event refers to is not in the store.');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _encoding, pass) => {
      sizeBytes += chunk.byteLength;
      hash.update(chunk);
      pass(null, chunk);
    },
  });
  try {
    await pipeline(found.body, measure, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  } catch (error) {
    throw signal.aborted ? error : toOutage(error);
  }
  if (sizeBytes !== reference.sizeBytes || hash.digest('hex') !== reference.sha256) {
    throw new Error('An object is not what its reference says.');
  }
  return path;
}
