import { createHash, subtle } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { NoAnswerError } from './errors.ts';

const header = 'x-amz-checksum-sha256';

/** Has the store compute and keep the SHA-256, where it knows how; where it does not, the signature holds the same hash. */
export function checksumHeaders(sha256: string): Record<string, string> {
  return { [header]: toBase64(sha256) };
}

/** What the store computed of what it stored, in base64; undefined where it does not say. Throws when it is not what was sent. */
export function checkStored(headers: IncomingHttpHeaders, sha256: string): string | undefined {
  const stored = headers[header];
  if (stored === undefined) return undefined;
  if (stored === toBase64(sha256)) return String(stored);
  throw new NoAnswerError(new Error('The store computed another SHA-256 than that of what was sent.'), true);
}

/** Hashing a large part takes 10 ms or more, and goes beside the hash of the whole body in a thread of the system's pool. */
const inThreadFromBytes = 1024 * 1024;

/** Lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function hashPart(bytes: Uint8Array): Promise<string> {
  if (bytes.length < inThreadFromBytes) return sha256Of(bytes);
  return Buffer.from(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex');
}

function toBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
