import type { FileHandle } from 'node:fs/promises';
import { type Finding, ReconcylError, type SideRule } from '@reconcyl/contracts';
import { type Encoding, evidentEncoding, namedEncoding, utf8, weighUtf8 } from './encoding.ts';
import { decideLayout, type Layout } from './layout.ts';
import { readPhysicalLines } from './physical-lines.ts';
import type { PhysicalLine } from './record-cutter.ts';
import { refuseBinary } from './refuse-binary.ts';
import { type ByteFacts, surveyBytes, tallyUtf8 } from './survey-bytes.ts';
import { watchLines } from './watch-lines.ts';

/** Everything that is decided about a file before its records are read. */
export interface Examination {
  readonly facts: ByteFacts;
  readonly encoding: Encoding;
  readonly layout: Layout;
}

const headBytes = 256 * 1024;
/** A header of thousands of columns is longer than the usual head, so the head grows until it holds some lines. */
const mostHeadBytes = 16 * 1024 * 1024;
const fewestHeadLines = 20;

/** Decides encoding and layout, and passes over all bytes once (twice when they are not valid UTF-8). */
export async function examineFile(
  handle: FileHandle,
  rule: SideRule | undefined,
  signal: AbortSignal | undefined,
): Promise<Examination> {
  const head = Buffer.alloc(65_536);
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  const start = head.subarray(0, bytesRead);
  if (bytesRead === 0) throw new ReconcylError('RECON_FILE_EMPTY');
  const certain = rule?.encoding === undefined ? evidentEncoding(start) : namedEncoding(rule.encoding, start);
  refuseBinary(start, certain?.width === 2);
  const assumed = certain ?? utf8;
  const layout = await layoutOf(handle, assumed, rule);
  const watch = assumed.label === 'utf-8' ? watchLines(layout) : undefined;
  const facts = await surveyBytes(handle, layout.dialect.quote, watch, signal);
  if (certain !== undefined || facts.validUtf8) return { facts, encoding: assumed, layout };

  const encoding = weighUtf8(await tallyUtf8(handle, signal));
  return { facts, encoding, layout: await layoutOf(handle, encoding, rule) };
}

async function layoutOf(handle: FileHandle, encoding: Encoding, rule: SideRule | undefined): Promise<Layout> {
  const lines = await readHead(handle, encoding);
  const layout = decideLayout(
    lines.map(({ text }) => text),
    rule,
  );
  const first = layout.dialect.preambleLines;
  const isBroken = lines.slice(first, first + layout.headerLines).some(({ bad }) => bad === 'invalid_bytes');
  return isBroken ? { ...layout, warnings: [...layout.warnings, brokenHeader] } : layout;
}

const brokenHeader: Finding = {
  code: 'header_invalid_bytes',
  message: 'The header has bytes that are no text in the encoding of the file; they are shown as \\xNN.',
};

/** The physical lines at the start of a file; the last one may be cut only where it alone is longer than any head. */
async function readHead(handle: FileHandle, encoding: Encoding): Promise<PhysicalLine[]> {
  const lines: PhysicalLine[] = [];
  let length = 0;
  for await (const batch of readPhysicalLines(handle, {
    encoding,
    chunkBytes: headBytes,
    maxLineBytes: mostHeadBytes,
  })) {
    for (const line of batch) {
      lines.push(line);
      length += line.text.length;
    }
    if (lines.length >= fewestHeadLines || length >= headBytes) break;
  }
  return lines;
}
