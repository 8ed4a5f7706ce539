import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/** A physical line of a file; the text is absent where its bytes are not valid. */
export interface Line {
  readonly text?: string;
}

/**
 * The physical lines of a file in an encoding, found in the simplest way: LF, CRLF and CR each end one, a final line end starts none.
 * Knows nothing of the engine.
 */
export function linesOf(file: Buffer, label: string): Line[] {
  const bytes = withoutMark(unpacked(file), label);
  const width = label.startsWith('utf-16') ? 2 : 1;
  const unit = (at: number) =>
    width === 1 ? bytes[at] : label === 'utf-16be' ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
  const lines: Line[] = [];
  let start = 0;
  for (let at = 0; at + width <= bytes.length; at += width) {
    const isCr = unit(at) === 0x0d;
    if (!isCr && unit(at) !== 0x0a) continue;
    lines.push(decoded(bytes.subarray(start, at), label));
    if (isCr && at + 2 * width <= bytes.length && unit(at + width) === 0x0a) at += width;
    start = at + width;
  }
  if (start < bytes.length) lines.push(decoded(bytes.subarray(start), label));
  return lines;
}

function unpacked(file: Buffer): Buffer {
  if (file[0] === 0x1f && file[1] === 0x8b) return gunzipSync(file);
  return file[0] === 0x28 && file[1] === 0xb5 && file[2] === 0x2f && file[3] === 0xfd ? zstdDecompressSync(file) : file;
}

function withoutMark(bytes: Buffer, label: string): Buffer {
  const marks: Readonly<Record<string, readonly number[]>> = {
    'utf-8': [0xef, 0xbb, 0xbf],
    'utf-16le': [0xff, 0xfe],
    'utf-16be': [0xfe, 0xff],
  };
  const mark = marks[label];
  return mark?.every((byte, at) => bytes[at] === byte) ? bytes.subarray(mark.length) : bytes;
}

function decoded(bytes: Buffer, label: string): Line {
  try {
    return { text: new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return {};
  }
}
