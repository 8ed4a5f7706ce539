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

/**
 * The first buffer grows by this as long as it is smaller than a part. Most bodies are small, and each buffer of a whole part that is
 * left behind brings the collector of all garbage nearer.
 */
const growth = 4;

/**
 * Cuts a body into parts of exactly the size of a buffer, as some stores want all but the last to be equal. There is at least one part,
 * which may be empty.
 */
export async function* cutIntoParts(
  chunks: AsyncIterable<Uint8Array>,
  partSizeBytes: number,
  buffers: PartBuffers,
): AsyncGenerator<Part> {
  let buffer: Buffer = Buffer.allocUnsafe(0);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; ) {
      if (filled === partSizeBytes) {
        yield { bytes: buffer, isLast: false };
        buffer = buffers.take();
        filled = 0;
      }
      const needed = filled + chunk.length - taken;
      if (needed > buffer.length && buffer.length < partSizeBytes) {
        const size = Math.max(needed, buffer.length * growth);
        const larger = size < partSizeBytes ? Buffer.allocUnsafe(size) : buffers.take();
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
