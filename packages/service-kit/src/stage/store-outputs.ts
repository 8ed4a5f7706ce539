import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type DoneDocument, doneDocumentSchema, type ObjectReference, objectKeys } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { settleDocument } from '../lifecycle/documents.ts';
import type { OutputFile, StageResult } from './definition.ts';
import type { Piece } from './piece.ts';

/**
 * Stores what the work made, then its done marker, and gives the marker that counts: when another worker was first, that is its
 * marker and its output, whatever bytes this one wrote.
 */
export async function storeOutputs(store: ObjectStore, piece: Piece, result: StageResult): Promise<DoneDocument> {
  const { tenant, taskId, attempt, stage } = piece;
  const files = Object.entries(result.outputs).map(
    async ([role, file]) => [role, await storeFile(store, piece, file)] as const,
  );
  const documents = Object.entries(result.documents ?? {}).map(
    async ([role, { key, json }]) => [role, await settleText(store, key, json)] as const,
  );
  const outputs = Object.fromEntries(await Promise.all([...files, ...documents]));
  const mine: DoneDocument = { version: 1, stage, attempt, outputs };
  const key = objectKeys.done(tenant, taskId, attempt, stage);
  return (await settleDocument(store, key, doneDocumentSchema, mine)).document;
}

/** Files up to this size are read once, and not once for their hash and once to be stored. */
const mostBytesHeld = 1024 * 1024;

/** Stores bytes under their own hash. They are hashed before the put, since the hash is part of the key. */
async function storeFile(store: ObjectStore, piece: Piece, given: OutputFile): Promise<ObjectReference> {
  const { tenant, taskId, attempt, stage } = piece;
  const file = await held(given);
  const { sha256, sizeBytes } = await measure(file.path === undefined ? [file.bytes] : createReadStream(file.path));
  const key = objectKeys.data(tenant, taskId, attempt, stage, sha256, file.extension);
  const body = file.path === undefined ? file.bytes : createReadStream(file.path);
  try {
    // An object of this name may be there from an earlier try: then its bytes are the same.
    const put = await store.put(key, body, { ifAbsent: true, sizeBytes });
    if (put.created && put.sha256 !== sha256) throw new TypeError('An output changed while it was stored.');
  } finally {
    if (file.path !== undefined) (body as Readable).destroy();
  }
  return { key, sizeBytes, sha256 };
}

async function held(file: OutputFile): Promise<OutputFile> {
  const { path, extension } = file;
  if (path === undefined || (await stat(path)).size > mostBytesHeld) return file;
  return { bytes: await readFile(path), extension };
}

/** Writes a text once under a fixed name and gives the reference of the one that counts. */
async function settleText(store: ObjectStore, key: string, text: string): Promise<ObjectReference> {
  const put = await store.put(key, text, { ifAbsent: true });
  const winner = put.created ? undefined : await store.get(key);
  // Only a deletion removes the winner's, and then the next step finds the tombstone.
  const measured = winner === undefined ? put : await measure(winner.body);
  return { key, sizeBytes: measured.sizeBytes, sha256: measured.sha256 };
}

async function measure(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array | string>) {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    sizeBytes += Buffer.byteLength(chunk);
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}
