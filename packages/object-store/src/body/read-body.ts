import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ReconcylError } from '@reconcyl/contracts';
import type { ObjectStore, PutOptions, PutResult } from '../object-store.ts';
import { createAbortableWait } from './abortable-wait.ts';

/** What is put: a stream is read no faster than its chunks are taken. */
export type Body = Parameters<ObjectStore['put']>[1];

export interface Measured {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface BodyReading {
  /**
   * The body, chunk by chunk. Throws when the source fails, ends before it or goes beyond what was said, brings more than `maxBytes`,
   * or when the signal is aborted.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of the chunks that were taken. */
  readonly measured: () => Measured;
}

/** Reads a body once, and measures it on the way. */
export function readBody(
  body: Body,
  { maxBytes = Number.POSITIVE_INFINITY, sizeBytes: saidBytes, signal }: PutOptions,
): BodyReading {
  const hash = createHash('sha256');
  let sizeBytes = 0;

  async function* read(): AsyncGenerator<Uint8Array> {
    const chunks: AsyncIterator<Uint8Array | string> = body instanceof Readable ? body.iterator() : once(body);
    const untilAborted = createAbortableWait(signal);
    try {
      signal?.throwIfAborted();
      for (let next = await untilAborted(chunks.next()); !next.done; next = await untilAborted(chunks.next())) {
        const bytes = typeof next.value === 'string' ? Buffer.from(next.value) : next.value;
        sizeBytes += bytes.length;
        if (sizeBytes > maxBytes) throw new ReconcylError('RECON_FILE_TOO_LARGE', `The limit is ${maxBytes} bytes.`);
        if (saidBytes !== undefined && sizeBytes > saidBytes) break;
        hash.update(bytes);
        yield bytes;
      }
      signal?.throwIfAborted();
    } finally {
      untilAborted.end();
    }
    if (saidBytes !== undefined && sizeBytes !== saidBytes) {
      throw new ReconcylError('RECON_UPLOAD_CUT_OFF', `${sizeBytes} of ${saidBytes} bytes came.`);
    }
  }

  return { chunks: read(), measured: () => ({ sizeBytes, sha256: hash.copy().digest('hex') }) };
}

/** A body of which not all is read is destroyed, so that its sender is not left waiting; also when it fails before it is read. */
export async function usingUp(body: Body, put: Promise<PutResult>): Promise<PutResult> {
  if (!(body instanceof Readable)) return put;
  // Whoever reads it gets the error, too; but without a listener it would end the process until someone reads.
  body.on('error', () => undefined);
  try {
    return await put;
  } finally {
    body.destroy();
  }
}

async function* once(body: Uint8Array | string): AsyncGenerator<Uint8Array | string> {
  yield body;
}
