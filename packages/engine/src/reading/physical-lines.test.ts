import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encoding } from './encoding.ts';
import { readPhysicalLines, splitLines } from './physical-lines.ts';
import type { PhysicalLine } from './record-cutter.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function linesOf(
  bytes: Buffer,
  options: { encoding: Encoding; chunkBytes?: number; maxLineBytes?: number },
): Promise<PhysicalLine[]> {
  const path = join(folder, 'input');
  await writeFile(path, bytes);
  const handle = await open(path);
  try {
    const lines: PhysicalLine[] = [];
    for await (const batch of readPhysicalLines(handle, options)) lines.push(...batch);
    return lines;
  } finally {
    await handle.close();
  }
}

const utf8: Encoding = { label: 'utf-8', why: '', bomLength: 0, width: 1 };
const encodings: [Encoding, (text: string) => Buffer][] = [
  [utf8, (text) => Buffer.from(text)],
  [{ ...utf8, label: 'utf-16le', width: 2 }, (text) => Buffer.from(text, 'utf16le')],
  [{ ...utf8, label: 'utf-16be', width: 2 }, (text) => Buffer.from(text, 'utf16le').swap16()],
];
/** Some have the bytes 0A and 0D in UTF-16 without being line ends. */
const text = fc.string({
  unit: fc.constantFrom('a', '\n', '\r', '\r\n', '\u0a0d', '\u0d0a', '\u00e9', '\u{1f600}', ''),
  maxLength: 30,
});

describe('reading physical lines', () => {
  it('ends a line at LF, CRLF and CR, and starts none after the last', () => {
    expect(splitLines('a\nb\r\nc\rd\n')).toEqual(['a', 'b', 'c', 'd']);
    expect(splitLines('a\n\r\n\r')).toEqual(['a', '', '']);
    expect(splitLines('a')).toEqual(['a']);
  });

  it.each(encodings)(
    'gives the same lines wherever the file is cut into chunks: %j',
    { timeout: 60_000 },
    async (encoding, encode) => {
      await fc.assert(
        fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, chunkBytes) => {
          const lines = await linesOf(encode(content), { encoding, chunkBytes });
          expect(lines.map((line) => line.text)).toEqual(splitLines(content));
          expect(lines.every(({ bad }) => bad === undefined)).toBe(true);
        }),
        { numRuns: 150 },
      );
    },
  );

  it.each(encodings)(
    'marks lines that are too long to hold, and finds the end of each: %j',
    { timeout: 60_000 },
    async (encoding, encode) => {
      const line = fc.string({ unit: fc.constantFrom('a', 'b', '\u0a0d'), maxLength: 60 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(line, { minLength: 1, maxLength: 6 }),
          fc.constantFrom('\n', '\r\n', '\r'),
          fc.integer({ min: 2, max: 9 }),
          async (lines, end, chunkBytes) => {
            const bytes = encode(lines.map((one) => one + end).join(''));
            const found = await linesOf(bytes, { encoding, chunkBytes, maxLineBytes: 20 });
            expect(found).toHaveLength(lines.length);
            for (const [index, one] of found.entries()) {
              if (one.bad === undefined) expect(one.text).toBe(lines[index]);
              else expect(encode(lines[index] ?? '').length).toBeGreaterThan(20 - 2 * encoding.width);
            }
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it('marks the lines with invalid bytes, and only these', async () => {
    const bytes = Buffer.concat([Buffer.from('\u00e9\n'), Buffer.from([0x61, 0xe9, 0x0d, 0x0a]), Buffer.from('b\n')]);
    expect(await linesOf(bytes, { encoding: utf8, chunkBytes: 3 })).toEqual([
      { text: '\u00e9' },
      { text: 'a\\xE9', bad: 'invalid_bytes', badAt: 1 },
      { text: 'b' },
    ]);
  });
});
