import type { FileHandle } from 'node:fs/promises';
import { throwIfCancelled } from './cancelled.ts';
import { createUtf8Tally } from './encoding.ts';

const chunkBytes = 4 * 1024 * 1024;

/** A second pass, only for a file that is not valid UTF-8: how much of it is. */
export async function tallyUtf8(
  handle: FileHandle,
  signal: AbortSignal | undefined,
): Promise<{ sequences: number; invalid: number }> {
  const tally = createUtf8Tally();
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let position = 0;
  for (;;) {
    throwIfCancelled(signal);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return tally.end();
    position += bytesRead;
    tally.add(buffer.subarray(0, bytesRead));
  }
}
