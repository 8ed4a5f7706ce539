import { ReconcylError } from '@reconcyl/contracts';
import { type Body, readBody } from '../body/read-body.ts';
import type { PutOptions, PutResult } from '../object-store.ts';
import { checkStored, checksumHeaders } from './checksums.ts';
import type { S3Connection } from './connection.ts';
import { isRefusal, RefusedError } from './errors.ts';
import { etagOf, statObject } from './object-info.ts';
import { createPartBuffers, cutIntoParts } from './parts.ts';
import { putInParts } from './put-in-parts.ts';

/** S3 takes no more parts of one object. */
const mostParts = 10_000;
const mebibyte = 1024 * 1024;

/**
 * Puts a body that fits into one part by one request, and a larger one in parts, a few at once. Every request has its bytes in memory
 * and their SHA-256 in its signature: so it can be sent again, and the store refuses what changed on its way.
 */
export async function putObject(
  connection: S3Connection,
  key: string,
  body: Body,
  options: PutOptions,
): Promise<PutResult> {
  if (options.ifAbsent && options.ifMatch !== undefined) {
    throw new ReconcylError('RECON_INTERNAL', 'An object cannot be absent and match.');
  }
  // Whatever fails ends all the rest: the reading of the body, and the parts on their way.
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const { chunks, measured } = readBody(body, { ...options, signal });
  const partSizeBytes = partSizeFor(connection.settings.partSizeBytes, options);
  const buffers = createPartBuffers(partSizeBytes);
  const parts = cutIntoParts(chunks, partSizeBytes, buffers);
  const condition = conditionHeaders(options);
  const first = await parts.next();
  const etag = await unlessConditionFails(
    first.value.isLast
      ? putWhole(connection, key, first.value.bytes, { condition, sha256: measured().sha256, signal })
      : putInParts(connection, key, { first: first.value, rest: parts, buffers, condition, mostParts, signal, stop }),
  );
  if (etag !== undefined) return { ...measured(), created: true, etag };
  return { ...measured(), created: false, etag: (await statObject(connection, key))?.etag ?? '' };
}

async function putWhole(
  connection: S3Connection,
  key: string,
  body: Uint8Array,
  how: { readonly condition: Record<string, string>; readonly sha256: string; readonly signal: AbortSignal },
): Promise<string> {
  const { condition, sha256, signal } = how;
  const headers = { ...condition, ...checksumHeaders(sha256) };
  const answer = await connection.call({ method: 'PUT', key, headers, body, sha256 }, { signal });
  checkStored(answer.headers, sha256);
  return etagOf(answer.headers);
}

function partSizeFor(configuredBytes: number, { sizeBytes, maxBytes = 0 }: PutOptions): number {
  const leastBytes = Math.ceil((sizeBytes ?? maxBytes) / mostParts / mebibyte) * mebibyte;
  return Math.max(configuredBytes, leastBytes);
}

function conditionHeaders({ ifAbsent, ifMatch }: PutOptions): Record<string, string> {
  if (ifAbsent) return { 'if-none-match': '*' };
  return ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` };
}

/**
 * The etag, or undefined when the condition did not hold. When an earlier try of the same request may have been carried out, the
 * object that stands there may be its own: that is not guessed, since two who believe to have won are worse than none who knows.
 */
async function unlessConditionFails(put: Promise<string>): Promise<string | undefined> {
  try {
    return await put;
  } catch (error) {
    const hasFailed = (error instanceof RefusedError && error.status === 412) || isRefusal(error, 'PreconditionFailed');
    // An object that is not there matches nothing: some stores say it so.
    if (!hasFailed && !isRefusal(error, 'NoSuchKey')) throw error;
    if (!error.isUnsure) return undefined;
    const detail = 'The connection broke while an object was written under a condition; whether it was is not known.';
    throw new ReconcylError('RECON_UNAVAILABLE', detail, { cause: error });
  }
}
