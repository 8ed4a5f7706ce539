import type { FileHandle } from 'node:fs/promises';
import { type Finding, ReconcylError, type SideRule } from '@reconcyl/contracts';
import { throwIfCancelled } from './cancelled.ts';
import { type Encoding, evidentEncoding, namedEncoding, utf8, weighUtf8 } from './encoding.ts';
import { decideLayout, type Layout } from './layout.ts';
import { readPhysicalLines } from './physical-lines.ts';
import type { PhysicalLine } from './record-cutter.ts';
import { refuseBinary } from './refuse-binary.ts';
import { type ByteFacts, surveyBytes } from './survey-bytes.ts';
import { surveyInWorker } from './survey-in-worker.ts';
import { tallyUtf8 } from './tally-utf8.ts';
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
  path: string,
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
  const facts = await surveyAll(handle, path, layout, assumed, signal);
  if (certain !== undefined || facts.validUtf8) return { facts, encoding: assumed, layout };

  const encoding = weighUtf8(await tallyUtf8(handle, signal));
  return { facts, encoding, layout: await layoutOf(handle, encoding, rule) };
}

/** Files from here on are surveyed in a thread of their own. */
const largeBytes = 16 * 1024 * 1024;

async function surveyAll(
  handle: FileHandle,
  path: string,
  layout: Layout,
  encoding: Encoding,
  signal: AbortSignal | undefined,
): Promise<ByteFacts> {
  const watched = encoding.label === 'utf-8' ? layout : undefined;
  const { quote } = layout.dialect;
  if ((await handle.stat()).size >= largeBytes) {
    return surveyInWorker({ path, quote, layout: watched, withIndex: true }, signal);
  }
  return surveyBytes(handle, quote, watched && watchLines(watched), { onBlock: () => throwIfCancelled(signal) });
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
