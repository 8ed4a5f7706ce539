export interface Part {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** Buffers of one put. Those that were sent are used again: memory that is given back is not given back at once. */
export interface PartBuffers {
  readonly take: () => Buffer;
  readonly giveBack: (bytes: Uint8Array) => void;
}

export function createPartBuffers(partSizeBytes: number): PartBuffers {
  const free: Buffer[] = [];
  return {
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(partSizeBytes),
    giveBack(bytes) {
      if (bytes.byteLength === partSizeBytes) free.push(bytes as Buffer);
    },
  };
}

/** A body that ends within this needs no buffer of a whole part. */
const firstBufferBytes = 64 * 1024;

/**
 * Cuts a body into parts of exactly the size of a buffer, as some stores want all but the last to be equal. There is at least one part,
 * which may be empty.
 */
export async function* cutIntoParts(
  chunks: AsyncIterable<Uint8Array>,
  partSizeBytes: number,
  buffers: PartBuffers,
): AsyncGenerator<Part> {
  let buffer: Buffer = Buffer.allocUnsafe(firstBufferBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; ) {
      if (filled === partSizeBytes) {
        yield { bytes: buffer, isLast: false };
        buffer = buffers.take();
        filled = 0;
      }
      if (filled + chunk.length - taken > buffer.length && buffer.length < partSizeBytes) {
        const larger = buffers.take();
        larger.set(buffer.subarray(0, filled));
        buffer = larger;
      }
      const fits = Math.min(chunk.length - taken, buffer.length - filled);
      buffer.set(chunk.subarray(taken, taken + fits), filled);
      filled += fits;
      taken += fits;
    }
  }
  yield { bytes: buffer.subarray(0, filled), isLast: true };
}
