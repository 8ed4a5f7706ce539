import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadingFixture, type ReadingFixture } from './testing/reading-fixture.ts';

let fixture: ReadingFixture;
beforeAll(async () => {
  fixture = await createReadingFixture();
});
afterAll(() => fixture.remove());

const encoders = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-8 with a byte-order mark': (text: string) => Buffer.from(`\ufeff${text}`),
  'utf-16le': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'utf-16le without a mark': (text: string) => Buffer.from(text, 'utf16le'),
  // Between A0 and FF windows-1252 and ISO-8859-1 are the same.
  'windows-1252': (text: string) => Buffer.from(text, 'latin1'),
} as const;
const encodings = Object.keys(encoders) as (keyof typeof encoders)[];

const cell = (unit: fc.Arbitrary<string>) => fc.string({ unit, maxLength: 8 });
const plain = fc.constantFrom(...'abcXYZ0189.-:/');
const special = fc.constantFrom(',', ';', '\t', '|', '"', '\n', '\u00fc', '\u00e9', "'", '=', '\\');
const wide = fc.constantFrom('\u20ac', '\u65e5', '\u{1f600}', '\u0391', '\u200b');

interface Sample {
  readonly encoding: keyof typeof encoders;
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly quoteAll: boolean;
  readonly finalLineEnd: boolean;
  readonly rows: string[][];
}
const samples: fc.Arbitrary<Sample> = fc
  .record({
    encoding: fc.constantFrom(...encodings),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    quoteAll: fc.boolean(),
    finalLineEnd: fc.boolean(),
  })
  .chain((way) => {
    const unit =
      way.encoding === 'windows-1252'
        ? fc.oneof({ weight: 4, arbitrary: plain }, special)
        : fc.oneof({ weight: 6, arbitrary: plain }, { weight: 2, arbitrary: special }, wide);
    // The first cell is never blank, so that no row is a blank one.
    const row = fc.tuple(fc.stringMatching(/^[a-z][0-9]{1,4}$/), cell(unit), cell(unit)).map((cells) => [...cells]);
    return fc.array(row, { minLength: 1, maxLength: 12 }).map((rows) => ({ ...way, rows }));
  });

/** The plainest CSV writer. */
function write({ delimiter, lineEnd, quoteAll, finalLineEnd, rows }: Sample): string {
  const line = (cells: string[]) =>
    cells
      .map((text) =>
        quoteAll || /[,;\t|"\n\r]/.test(text) || /^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
      )
      .join(delimiter);
  return [['Key', 'First name', 'Second name'], ...rows].map(line).join(lineEnd) + (finalLineEnd ? lineEnd : '');
}

/** What a formula cell stands for. */
const read = (text: string) => (/^="[^"]+"$/.test(text) ? text.slice(2, -1) : text);

describe('what a simple CSV writer wrote', () => {
  it('is read back cell by cell in every encoding, delimiter and line end', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(samples, async (sample) => {
        const bytes = encoders[sample.encoding](write(sample));
        // Too little text tells nothing about encoding or delimiter, so the samples say them where they are not marked.
        const rule = {
          delimiter: sample.delimiter,
          ...(sample.encoding === 'windows-1252' ? { encoding: 'windows-1252' } : {}),
          ...(sample.encoding === 'utf-16le without a mark' ? { encoding: 'utf-16le' } : {}),
          escape: 'doubled' as const,
          quote: '"' as const,
          header: true,
          skip_lines: 0,
        };
        const { reading, rows } = await fixture.careful(bytes, rule);
        expect(reading.rejects).toEqual([]);
        expect(reading.columns).toEqual(['Key', 'First name', 'Second name']);
        expect(rows).toEqual(sample.rows.map((cells) => cells.map(read)));
      }),
      { numRuns: 150 },
    );
  });
});
