import type { FileHandle } from 'node:fs/promises';
import { type Body, type Measured, readBody } from '../body/read-body.ts';
import type { PutOptions } from '../object-store.ts';
import type { FreeSpace } from './free-space.ts';

/** Small chunks are gathered to this before they are written. */
const blockBytes = 1024 * 1024;
/** How many bytes are written before the free space is looked at again. */
const spaceCheckBytes = 16 * 1024 * 1024;

/** Writes a body to an open file; the source is read no faster than the disk writes. Rejects also when the disk is full. */
export async function writeBody(
  file: FileHandle,
  body: Body,
  options: PutOptions,
  space: FreeSpace,
): Promise<Measured> {
  let uncheckedBytes = 0;
  let block: Uint8Array[] = [];
  let blockSize = 0;

  async function writeBlock(): Promise<void> {
    await writeFully(file, block);
    block = [];
    uncheckedBytes += blockSize;
    blockSize = 0;
    if (uncheckedBytes < spaceCheckBytes) return;
    uncheckedBytes = 0;
    await space.require(0);
  }

  options.signal?.throwIfAborted();
  await space.require(options.sizeBytes ?? 0);
  const { chunks, measured } = readBody(body, options);
  for await (const bytes of chunks) {
    block.push(bytes);
    blockSize += bytes.length;
    if (blockSize >= blockBytes) await writeBlock();
  }
  await writeBlock();
  return measured();
}

/** One call may write less than all, e.g. just before the disk is full. */
async function writeFully(file: FileHandle, block: readonly Uint8Array[]): Promise<void> {
  const total = block.reduce((sum, { length }) => sum + length, 0);
  if (total === 0) return;
  const { bytesWritten } = await file.writev(block);
  if (bytesWritten < total) await writeFully(file, [Buffer.concat(block).subarray(bytesWritten)]);
}
