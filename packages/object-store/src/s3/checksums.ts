import { createHash } from 'node:crypto';
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

/** Lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function toBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
