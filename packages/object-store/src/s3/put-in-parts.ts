import { createHash } from 'node:crypto';
import { ReconcylError } from '@reconcyl/contracts';
import { checkStored, checksumHeaders, sha256Of } from './checksums.ts';
import type { S3Connection } from './connection.ts';
import { isRefusal, NoAnswerError, RefusedError } from './errors.ts';
import { etagOf, statObject, withoutQuotes } from './object-info.ts';
import type { Part, PartBuffers } from './parts.ts';
import { escapeXml, parseXml, textOf } from './xml.ts';

export interface PartedPut {
  readonly first: Part;
  readonly rest: AsyncIterable<Part>;
  readonly buffers: PartBuffers;
  readonly condition: Readonly<Record<string, string>>;
  readonly mostParts: number;
  /** Aborted by `stop`, too. */
  readonly signal: AbortSignal;
  readonly stop: AbortController;
}

interface StoredPart {
  readonly number: number;
  readonly etag: string;
  /** In base64, where the store computed it. */
  readonly checksum: string | undefined;
}

/** Puts a body as an upload of several parts and gives the etag. An upload that does not come to its end is aborted. */
export async function putInParts(connection: S3Connection, key: string, put: PartedPut): Promise<string> {
  // Without the signal: an upload whose id is not known could not be aborted.
  const uploadId = await beginUpload(connection, key);
  try {
    put.signal.throwIfAborted();
    const parts = await sendParts(connection, { key, uploadId }, put);
    return await completeUpload(connection, { key, uploadId }, parts, put);
  } catch (error) {
    await abortUpload(connection, { key, uploadId });
    throw error;
  }
}

interface Upload {
  readonly key: string;
  readonly uploadId: string;
}

async function beginUpload(connection: S3Connection, key: string): Promise<string> {
  const headers = { 'x-amz-checksum-algorithm': 'SHA256' };
  const { text } = await connection.call({ method: 'POST', key, query: { uploads: '' }, headers });
  const uploadId = textOf(parseXml(text, 'InitiateMultipartUploadResult'), 'UploadId');
  if (!uploadId) throw new ReconcylError('RECON_INTERNAL', 'The object store gave no id for an upload in parts.');
  return uploadId;
}

/** Sends the parts as they come, a few at once; the next is read meanwhile. Nothing is on its way when it settles. */
async function sendParts(
  connection: S3Connection,
  upload: Upload,
  { first, rest, buffers, mostParts, signal, stop }: PartedPut,
): Promise<StoredPart[]> {
  const stored: StoredPart[] = [];
  const running = new Set<Promise<void>>();

  async function sendPart({ bytes }: Part, number: number): Promise<void> {
    try {
      stored.push(await putPart(connection, upload, bytes, number, signal));
      buffers.giveBack(bytes);
    } catch (error) {
      stop.abort(error);
    }
  }
  function start(part: Part, number: number): void {
    const sending = sendPart(part, number).finally(() => running.delete(sending));
    running.add(sending);
  }

  try {
    let number = 1;
    start(first, number);
    for await (const part of rest) {
      number += 1;
      if (number > mostParts) throw new ReconcylError('RECON_FILE_TOO_LARGE', `${mostParts} parts do not hold it.`);
      while (running.size >= connection.settings.partsAtOnce) await Promise.race(running);
      signal.throwIfAborted();
      start(part, number);
    }
  } catch (error) {
    stop.abort(error);
  }
  await Promise.all(running);
  signal.throwIfAborted();
  return stored.sort((left, right) => left.number - right.number);
}

async function putPart(
  connection: S3Connection,
  { key, uploadId }: Upload,
  body: Uint8Array,
  number: number,
  signal: AbortSignal,
): Promise<StoredPart> {
  // Not in a thread of the system's pool: that copies the part first, and what it leaves behind costs more than the hash (5 ms).
  const sha256 = sha256Of(body);
  const query = { partNumber: String(number), uploadId };
  const headers = checksumHeaders(sha256);
  const answer = await connection.call({ method: 'PUT', key, query, headers, body, sha256 }, { signal });
  return { number, etag: etagOf(answer.headers), checksum: checkStored(answer.headers, sha256) };
}

async function completeUpload(
  connection: S3Connection,
  upload: Upload,
  parts: readonly StoredPart[],
  { condition, signal }: PartedPut,
): Promise<string> {
  const { key, uploadId } = upload;
  const body = Buffer.from(completion(parts));
  try {
    const request = { method: 'POST', key, query: { uploadId }, headers: condition, body } as const;
    const { text } = await connection.call(request, { signal });
    const etag = textOf(parseXml(text, 'CompleteMultipartUploadResult'), 'ETag');
    if (etag === undefined) throw new NoAnswerError(new Error('It did not say what became of an upload.'), true);
    return withoutQuotes(etag);
  } catch (error) {
    // An earlier try may have been carried out and its answer lost. Then the upload is gone, and the object there; a condition that
    // it met is no longer met by this one.
    const isUnsure = error instanceof RefusedError && error.isUnsure;
    if (!isUnsure || !(await isGone(connection, upload, error))) throw error;
    const there = await statObject(connection, key);
    if (there === undefined || there.etag !== etagOfParts(parts)) throw new NoAnswerError(error, true);
    return there.etag;
  }
}

async function isGone(connection: S3Connection, { key, uploadId }: Upload, because: RefusedError): Promise<boolean> {
  if (because.code === 'NoSuchUpload') return true;
  try {
    await connection.call({ method: 'GET', key, query: { uploadId } });
    return false;
  } catch (error) {
    if (isRefusal(error, 'NoSuchUpload')) return true;
    throw error;
  }
}

function completion(parts: readonly StoredPart[]): string {
  const elements = parts.map(({ number, etag, checksum }) => {
    const sum = checksum === undefined ? '' : `<ChecksumSHA256>${checksum}</ChecksumSHA256>`;
    return `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${escapeXml(etag)}&quot;</ETag>${sum}</Part>`;
  });
  const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
  return `<CompleteMultipartUpload xmlns="${namespace}">${elements.join('')}</CompleteMultipartUpload>`;
}

/** How S3 makes the etag of an object of several parts from theirs. */
function etagOfParts(parts: readonly StoredPart[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

/** As well as it can be: while the store is away, what was sent stays until the store removes stale uploads by itself. */
async function abortUpload(connection: S3Connection, { key, uploadId }: Upload): Promise<void> {
  await connection.call({ method: 'DELETE', key, query: { uploadId } }).catch(() => undefined);
}
