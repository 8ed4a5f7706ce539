import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Where the lines of a file are found by their text: built on the way over the bytes, at 20 ns a line. */
export interface LineIndex {
  /** A hash of each physical line without its end, in file order. Equal lines have equal hashes; other lines may, so look. */
  readonly hashes: Uint32Array<ArrayBuffer>;
  /** Offset in bytes of every `linesPerOffset`th line, from the first. */
  readonly offsets: Float64Array<ArrayBuffer>;
}

export const linesPerOffset = 16;

export interface LineIndexer {
  /** The next line of the file: `start` to `end` of `bytes`, which stands at `offset` of the file. */
  add(bytes: Uint8Array, start: number, end: number, offset: number): void;
  build(): LineIndex;
}

export function createLineIndexer(): LineIndexer {
  let hashes = new Uint32Array(1 << 16);
  let offsets = new Float64Array((1 << 16) / linesPerOffset);
  let count = 0;
  return {
    add(bytes, start, end, offset) {
      if (count === hashes.length) {
        const [smaller, fewer] = [hashes, offsets];
        hashes = new Uint32Array(smaller.length * 2);
        hashes.set(smaller);
        offsets = new Float64Array(fewer.length * 2);
        offsets.set(fewer);
      }
      if (count % linesPerOffset === 0) offsets[count / linesPerOffset] = offset;
      hashes[count] = hashOfLine(bytes, start, end);
      count += 1;
    },
    build: () => ({ hashes: hashes.slice(0, count), offsets: offsets.slice(0, Math.ceil(count / linesPerOffset)) }),
  };
}

/** Mixes length, beginning, middle and end: what most lines of one file differ in, at a cost that does not grow with the line. */
export function hashOfLine(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  let hash = Math.imul(length, 0x27d4eb2f);
  if (length >= 8) {
    const middle = start + (length >>> 1);
    hash ^= Math.imul(word(bytes, start), 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b) ^ Math.imul(word(bytes, end - 4), 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) ^ Math.imul(word(bytes, middle - 2), 0x27d4eb2f);
    hash =
      Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^
      word(bytes, end - 8) ^
      Math.imul(word(bytes, start + 4), 0x85ebca6b);
  } else {
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

const chunkBytes = 4 * 1024 * 1024;
const [lineFeed, carriageReturn] = [10, 13];

/** Indexes a file on its own, for a reader that did not survey it. `onChunk` may throw to end it. */
export async function indexLines(path: string, onChunk: () => void): Promise<LineIndex> {
  const indexer = createLineIndexer();
  const file = await open(path, 'r');
  try {
    let buffer = Buffer.allocUnsafe(2 * chunkBytes);
    let kept = 0;
    let offset = 0;
    for (;;) {
      onChunk();
      if (buffer.length - kept < chunkBytes) buffer = Buffer.concat([buffer.subarray(0, kept)], kept + 2 * chunkBytes);
      const { bytesRead } = await file.read(buffer, kept, chunkBytes);
      const filled = kept + bytesRead;
      const seen = buffer.subarray(0, filled);
      let start = 0;
      for (let end = seen.indexOf(lineFeed, kept); end >= 0; end = seen.indexOf(lineFeed, start)) {
        indexer.add(buffer, start, textEnd(buffer, start, end), offset + start);
        start = end + 1;
      }
      if (bytesRead === 0) {
        if (start < filled) indexer.add(buffer, start, filled, offset + start);
        return indexer.build();
      }
      buffer.copyWithin(0, start, filled);
      offset += start;
      kept = filled - start;
    }
  } finally {
    await file.close();
  }
}

/** Reads lines of a file whose index is at hand. The caller closes it. */
export interface IndexedLines {
  /** Visits the lines behind one offset of the index, as bytes without their ends that are gone after the visit. */
  visit(place: number, visitor: (line: number, bytes: Buffer) => void): void;
  close(): void;
}

/** Synchronous: a small read from the page cache takes 5 µs, and waiting for a promise of it twenty times as long. */
export function openIndexedLines(path: string, { hashes, offsets }: LineIndex): IndexedLines {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  let buffer = Buffer.allocUnsafe(64 * 1024);
  return {
    visit(place, visitor) {
      const start = offsets[place] ?? 0;
      const length = (offsets[place + 1] ?? size) - start;
      if (length > buffer.length) buffer = Buffer.allocUnsafe(length);
      const seen = buffer.subarray(0, readSync(file, buffer, 0, length, start));
      const first = place * linesPerOffset;
      const count = Math.min(linesPerOffset, hashes.length - first);
      let at = 0;
      for (let line = 0; line < count; line += 1) {
        const found = seen.indexOf(lineFeed, at);
        const end = found < 0 ? seen.length : found;
        visitor(first + line, seen.subarray(at, textEnd(seen, at, end)));
        at = end + 1;
      }
    },
    close: () => closeSync(file),
  };
}

function textEnd(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
}
