import { ReconcylError } from '@reconcyl/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reading } from '../types.ts';
import { createReadingFixture, type ReadingFixture } from './testing/reading-fixture.ts';

let fixture: ReadingFixture;
beforeAll(async () => {
  fixture = await createReadingFixture();
});
afterAll(() => fixture.remove());

/** Physical lines counted byte by byte: LF, CR and CRLF each end one line, a final line end starts none. */
function countLines(bytes: Uint8Array): number {
  let lines = 0;
  let inLine = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === 0x0a || byte === 0x0d) {
      lines++;
      inLine = false;
      if (byte === 0x0d && bytes[index + 1] === 0x0a) index++;
    } else inLine = true;
  }
  return lines + (inLine ? 1 : 0);
}

function expectAccounted(reading: Reading, bytes: Uint8Array): void {
  const { total, ...parts } = reading.lines;
  expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(total);
  expect(total).toBe(countLines(bytes));
  expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(0);
  expect(reading.rejects.reduce((sum, reject) => sum + reject.lines, 0)).toBe(reading.lines.rejected);
  expect(reading.setAsideRecords.reduce((sum, record) => sum + record.lines, 0)).toBe(reading.lines.set_aside);
  expect(reading.lines.rows).toBe(reading.rows);
}

/** Bytes that matter to a CSV reader, far more often than others. */
const csvBytes = fc
  .array(
    fc.oneof(
      {
        weight: 12,
        arbitrary: fc.constantFrom(...[...'ab,,;"\n\r\n \'\\='].map((character) => character.charCodeAt(0))),
      },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
    ),
    { minLength: 1, maxLength: 120 },
  )
  .map((bytes) => Uint8Array.from([...Buffer.from('a,b\n'), ...bytes]));

describe('line accounting', () => {
  it('holds over any bytes, whichever way the file is read', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(csvBytes, async (bytes) => {
        for (const read of [
          fixture.survey,
          async (content: Uint8Array, ...rest: [undefined, object]) =>
            (await fixture.careful(content, ...rest)).reading,
        ]) {
          try {
            expectAccounted(await read(bytes, undefined, { maxRejects: '100%' }), bytes);
          } catch (error) {
            if (!(error instanceof ReconcylError)) throw error;
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('holds where every line has a quote, and the lines that are no records are given verbatim', {
    timeout: 60_000,
  }, async () => {
    const line = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', '""'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
        const all = ['id,name', '1,x', '2,y', '3,z', ...lines];
        const bytes = Buffer.from(`${all.join('\n')}\n`);
        const { reading } = await fixture.careful(
          bytes,
          { delimiter: ',', skip_lines: 0, quote: '"' },
          { maxRejects: '100%' },
        );
        expectAccounted(reading, bytes);
        for (const reject of reading.rejects) {
          expect(reject.text).toBe(all.slice(reject.line - 1, reject.line - 1 + reject.lines).join('\n'));
        }
      }),
      { numRuns: 150 },
    );
  });
});
