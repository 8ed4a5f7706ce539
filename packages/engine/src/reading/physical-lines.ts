import type { FileHandle } from 'node:fs/promises';
import type { Encoding } from './encoding.ts';
import { hasUndefinedByte, showInvalidBytes } from './invalid-bytes.ts';
import type { PhysicalLine } from './record-cutter.ts';

export interface PhysicalLinesOptions {
  readonly encoding: Encoding;
  /** Bytes read at once. */
  readonly chunkBytes?: number;
  /** A physical line above this is given with its first megabyte only, marked as too large. */
  readonly maxLineBytes?: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const keptOfLongLine = 1_048_576;

/**
 * The physical lines of a file, in batches, decoded. LF, CRLF and CR each end one line; a final line end starts none. Bytes that are
 * invalid in the encoding are never replaced in silence: their line is marked, and shows them as `\xNN`. In every encoding but UTF-16 the bytes 0A and 0D are
 * line ends wherever they stand, so blocks of whole lines are cut before they are decoded. The caller closes the handle.
 */
export async function* readPhysicalLines(
  handle: FileHandle,
  { encoding, chunkBytes = 1024 * 1024, maxLineBytes = 64 * 1024 * 1024 }: PhysicalLinesOptions,
): AsyncGenerator<PhysicalLine[]> {
  const decode = createBlockDecoder(encoding);
  const usual = Math.min(chunkBytes, (await handle.stat()).size + 1);
  let position = encoding.bomLength;
  let carried = Buffer.alloc(0);
  let atOnce = usual;
  /** Inside a line of which the first part was already given. */
  let skipping = false;

  for (;;) {
    const chunk = Buffer.allocUnsafe(atOnce);
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    position += bytesRead;
    const ended = bytesRead === 0;
    let block =
      carried.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([carried, chunk.subarray(0, bytesRead)]);

    if (skipping) {
      const end = firstLineEnd(block, 0, encoding, ended);
      if (end === undefined && !ended) {
        carried = Buffer.from(block.subarray(Math.max(0, block.length - 2 - (block.length % encoding.width))));
        continue;
      }
      block = block.subarray(end?.next ?? block.length);
      skipping = false;
    }
    const cut = ended ? block.length : lastLineEnd(block, encoding);
    if (cut > 0) yield decode(block.subarray(0, cut));
    carried = block.subarray(cut);
    if (ended) return;
    // A long line is gathered in ever larger steps, so that it is copied a few times only.
    atOnce = cut > 0 ? usual : Math.max(usual, Math.min(atOnce * 2, maxLineBytes - carried.length));
    if (carried.length > maxLineBytes) {
      const [line] = decode(carried.subarray(0, keptOfLongLine));
      yield [{ text: line?.text ?? '', bad: 'cell_too_large' }];
      skipping = true;
      carried = Buffer.from(carried.subarray(carried.length - 2 - (carried.length % encoding.width)));
    }
  }
}

/** Offset after the last line end, 0 when there is none. A CR at the very end may be half of a CRLF and is left for later. */
function lastLineEnd(block: Buffer, { label, width }: Encoding): number {
  if (width === 1) {
    const withoutLast = block.length - 1;
    return (
      Math.max(block.lastIndexOf(lineFeed), withoutLast > 0 ? block.lastIndexOf(carriageReturn, withoutLast - 1) : -1) +
      1
    );
  }
  const whole = block.length & ~1;
  for (let offset = whole - 2; offset >= 0; offset -= 2) {
    const unit = codeUnit(block, offset, label);
    if (unit === lineFeed || (unit === carriageReturn && offset < whole - 2)) return offset + 2;
  }
  return 0;
}

/** The first line end from `from` on: where the line's text ends and where the next line begins. */
function firstLineEnd(
  block: Buffer,
  from: number,
  { label, width }: Encoding,
  ended: boolean,
): { end: number; next: number } | undefined {
  const unitAt = (offset: number) => (width === 1 ? block[offset] : codeUnit(block, offset, label));
  for (let end = from; end + width <= block.length; end += width) {
    const unit = unitAt(end);
    const next = end + width;
    if (unit === lineFeed) return { end, next };
    if (unit !== carriageReturn) continue;
    if (next + width > block.length) return ended ? { end, next } : undefined;
    return { end, next: unitAt(next) === lineFeed ? next + width : next };
  }
  return undefined;
}

function codeUnit(block: Buffer, offset: number, label: string): number {
  return label === 'utf-16be' ? block.readUInt16BE(offset) : block.readUInt16LE(offset);
}

/** Decodes blocks of whole lines; a block with invalid bytes is gone through line by line. */
function createBlockDecoder(encoding: Encoding): (block: Buffer) => PhysicalLine[] {
  const strict = new TextDecoder(encoding.label, { fatal: true, ignoreBOM: true });
  const decodeStrictly = (bytes: Buffer): string | undefined => {
    if (encoding.label === 'windows-1252' && hasUndefinedByte(bytes)) return undefined;
    try {
      return strict.decode(bytes);
    } catch {
      return undefined;
    }
  };
  return (block) => {
    const text = decodeStrictly(block);
    if (text !== undefined) return splitLines(text).map((line) => ({ text: line }));
    return cutLines(block, encoding).map((bytes) => {
      const line = decodeStrictly(bytes);
      if (line !== undefined) return { text: line };
      const { text: shown, firstInvalid } = showInvalidBytes(bytes, encoding);
      return { text: shown, bad: 'invalid_bytes', badAt: firstInvalid };
    });
  };
}

/** Splits text at LF, CRLF and CR; a final line end starts no line. */
export function splitLines(text: string): string[] {
  const lines = text.includes('\r') ? text.split(/\r\n|\r|\n/) : text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The same as bytes, without the line ends. */
function cutLines(block: Buffer, encoding: Encoding): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  while (start < block.length) {
    const { end, next } = firstLineEnd(block, start, encoding, true) ?? { end: block.length, next: block.length };
    lines.push(block.subarray(start, end));
    start = next;
  }
  return lines;
}
