import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Layout } from './layout.ts';
import { createLineIndexer, type LineIndex } from './line-index.ts';

/** What one pass over the bytes of a file shows. */
export interface ByteFacts {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly validUtf8: boolean;
  /** LF bytes, CRLF counted once. */
  readonly lineFeeds: number;
  /** How many of them follow a CR. */
  readonly crlfs: number;
  /** CR bytes without an LF after them. */
  readonly loneCarriageReturns: number;
  readonly endsWithLineEnd: boolean;
  /** The quote character stands somewhere (or, in UTF-16, a character that has its byte). */
  readonly hasQuote: boolean;
  /** Why a reader that is not careful might read the file wrongly; undefined when it is plain. */
  readonly trouble: string | undefined;
  /** Empty lines at the end of the file; others are trouble. */
  readonly emptyLinesAtEnd: number;
  readonly longestLineBytes: number;
  /** Where the lines are found again, if it was asked for. */
  readonly lineIndex?: LineIndex;
}

/** A survey as plain data, so that another thread can do it. */
export interface SurveyRequest {
  readonly path: string;
  readonly quote: string;
  /** Absent for an encoding that is not UTF-8: lines are not looked at then. */
  readonly layout: Layout | undefined;
  readonly withIndex: boolean;
}

export interface SurveyOptions {
  /** Called between blocks; it may throw to end the survey. */
  readonly onBlock?: (() => void) | undefined;
  /** Give a `lineIndex` too. */
  readonly withIndex?: boolean | undefined;
}

/** Looks at whole lines in place; gives a reason when one needs the careful reader. */
export interface LineWatch {
  /** Lines before this one, from 0, are preamble and header. */
  readonly firstRow: number;
  inspect(chunk: Buffer, start: number, end: number): string | undefined;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const mostChunkBytes = 4 * 1024 * 1024;
const longLine = 1_048_576;

/**
 * One pass over all bytes: digest, line ends, validity as UTF-8, and anything that needs the careful reader. Without a watch (an
 * encoding that is not UTF-8) only digest, line ends and validity are looked at. The caller closes the handle.
 */
export async function surveyBytes(
  handle: FileHandle,
  quote: string,
  watch: LineWatch | undefined,
  { onBlock, withIndex = false }: SurveyOptions = {},
): Promise<ByteFacts> {
  const hash = createHash('sha256');
  const facts = {
    sizeBytes: 0,
    validUtf8: true,
    lineFeeds: 0,
    crlfs: 0,
    loneCarriageReturns: 0,
    endsWithLineEnd: false,
    hasQuote: false,
    trouble: watch === undefined ? 'its encoding' : (undefined as string | undefined),
    emptyLinesAtEnd: 0,
    longestLineBytes: 0,
  };
  let line = 0;
  // Lines are looked at whole: the incomplete one at the end of a chunk is moved in front of the next.
  const chunkBytes = Math.min(mostChunkBytes, (await handle.stat()).size + 1);
  let buffer = Buffer.allocUnsafe(chunkBytes * 2);
  let carried = 0;
  let carriageReturns = 0;
  /** Of the first byte of the buffer, in the file. */
  let blockOffset = 0;

  const indexer = withIndex ? createLineIndexer() : undefined;
  const inspectLine = (start: number, end: number): void => {
    indexer?.add(buffer, start, end, blockOffset + start);
    const length = end - start;
    if (length > facts.longestLineBytes) facts.longestLineBytes = length;
    if (length === 0) facts.emptyLinesAtEnd++;
    else if (facts.trouble === undefined && watch !== undefined && line >= watch.firstRow) {
      if (facts.emptyLinesAtEnd > 0) facts.trouble = 'empty lines between rows';
      else if (length > longLine) facts.trouble = 'a very long line';
      else facts.trouble = watch.inspect(buffer, start, end);
      facts.emptyLinesAtEnd = 0;
    } else facts.emptyLinesAtEnd = 0;
    line++;
  };

  for (;;) {
    onBlock?.();
    if (buffer.length - carried < chunkBytes)
      buffer = Buffer.concat([buffer.subarray(0, carried)], carried * 2 + chunkBytes);
    const { bytesRead } = await handle.read(buffer, carried, chunkBytes, facts.sizeBytes);
    const filled = carried + bytesRead;
    const fresh = buffer.subarray(carried, filled);
    if (bytesRead > 0) {
      hash.update(fresh);
      facts.sizeBytes += bytesRead;
      carriageReturns += count(fresh, carriageReturn);
      facts.endsWithLineEnd = fresh.at(-1) === lineFeed || fresh.at(-1) === carriageReturn;
    }
    const seen = buffer.subarray(0, filled);
    let start = 0;
    for (let at = seen.indexOf(lineFeed, carried); at >= 0; at = seen.indexOf(lineFeed, start)) {
      const isCrlf = at > start && buffer[at - 1] === carriageReturn;
      facts.lineFeeds++;
      if (isCrlf) facts.crlfs++;
      inspectLine(start, isCrlf ? at - 1 : at);
      start = at + 1;
    }
    const ended = bytesRead === 0;
    if (ended && start < filled) {
      inspectLine(start, filled);
      start = filled;
    }
    // A file of one endless line is not gathered: the careful reader deals with it.
    if (filled - start > mostChunkBytes * 4) {
      facts.trouble ??= 'a very long line';
      start = codePointBorder(seen);
    }
    inspectBlock(seen.subarray(0, start));
    buffer.copyWithin(0, start, filled);
    blockOffset += start;
    carried = filled - start;
    if (ended) break;
  }
  facts.loneCarriageReturns = carriageReturns - facts.crlfs;
  return {
    ...facts,
    sha256: hash.digest('hex'),
    trouble: facts.trouble ?? lineEndTrouble(facts),
    ...(indexer === undefined ? {} : { lineIndex: indexer.build() }),
  };

  /** Looks at a block of whole lines. */
  function inspectBlock(block: Buffer): void {
    if (facts.validUtf8 && !isUtf8(block)) facts.validUtf8 = false;
    // DuckDB drops a cell too many in silence when it holds nothing but a NUL.
    if (block.includes(0)) facts.trouble ??= 'NUL characters';
    if (quote === '' || !block.includes(quote)) return;
    facts.hasQuote = true;
    if (block.includes(`=${quote}`)) facts.trouble ??= 'cells written as formulas';
    if (block.includes(`\\${quote}`)) facts.trouble ??= 'backslashes before quotes';
  }
}

/** Length of a block without a UTF-8 sequence that its end cuts. */
function codePointBorder(block: Buffer): number {
  for (let back = 1; back <= 3 && back <= block.length; back++) {
    const byte = block[block.length - back] ?? 0;
    if (byte >= 0xc0) return block.length - back;
    if (byte < 0x80) break;
  }
  return block.length;
}

function lineEndTrouble(facts: { lineFeeds: number; crlfs: number; loneCarriageReturns: number }): string | undefined {
  if (facts.loneCarriageReturns > 0) return 'carriage returns as line ends';
  return facts.crlfs > 0 && facts.crlfs < facts.lineFeeds ? 'mixed line ends' : undefined;
}

function count(bytes: Buffer, byte: number): number {
  let found = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found++;
  return found;
}
