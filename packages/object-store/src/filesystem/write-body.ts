import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ReconcylError } from '@reconcyl/contracts';
import type { PutOptions } from '../object-store.ts';
import { createAbortableWait } from './abortable-wait.ts';
import type { FreeSpace } from './free-space.ts';

/** Small chunks are gathered to this before they are written. */
const blockBytes = 1024 * 1024;
/** How many bytes are written before the free space is looked at again. */
const spaceCheckBytes = 16 * 1024 * 1024;

export interface Written {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Writes a body to an open file and hashes it on the way; the source is read no faster than the disk writes. Rejects when the
 * source fails or ends too early, when there is more than `maxBytes`, when the disk is full or the signal is aborted.
 */
export async function writeBody(
  file: FileHandle,
  body: Readable | Uint8Array | string,
  options: PutOptions,
  space: FreeSpace,
): Promise<Written> {
  const { maxBytes = Number.POSITIVE_INFINITY, signal } = options;
  const chunks: AsyncIterator<Uint8Array | string> = body instanceof Readable ? body.iterator() : once(body);
  const untilAborted = createAbortableWait(signal);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let checkedAt = 0;
  let block: Uint8Array[] = [];
  let blockSize = 0;

  async function writeBlock(): Promise<void> {
    await writeFully(file, block);
    block = [];
    blockSize = 0;
    if (sizeBytes - checkedAt < spaceCheckBytes) return;
    checkedAt = sizeBytes;
    await space.require(0);
  }

  try {
    signal?.throwIfAborted();
    await space.require(options.sizeBytes ?? 0);
    for (let next = await untilAborted(chunks.next()); !next.done; next = await untilAborted(chunks.next())) {
      const bytes = typeof next.value === 'string' ? Buffer.from(next.value) : next.value;
      sizeBytes += bytes.length;
      if (sizeBytes > maxBytes) throw new ReconcylError('RECON_FILE_TOO_LARGE', `The limit is ${maxBytes} bytes.`);
      hash.update(bytes);
      block.push(bytes);
      blockSize += bytes.length;
      if (blockSize >= blockBytes) await writeBlock();
    }
    signal?.throwIfAborted();
    await writeBlock();
  } finally {
    untilAborted.end();
  }
  if (options.sizeBytes !== undefined && sizeBytes !== options.sizeBytes) {
    throw new ReconcylError('RECON_UPLOAD_CUT_OFF', `${sizeBytes} of ${options.sizeBytes} bytes came.`);
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** One call may write less than all, e.g. just before the disk is full. */
async function writeFully(file: FileHandle, block: readonly Uint8Array[]): Promise<void> {
  const total = block.reduce((sum, { length }) => sum + length, 0);
  if (total === 0) return;
  const { bytesWritten } = await file.writev(block);
  if (bytesWritten < total) await writeFully(file, [Buffer.concat(block).subarray(bytesWritten)]);
}

async function* once(body: Uint8Array | string): AsyncGenerator<Uint8Array | string> {
  yield body;
}
