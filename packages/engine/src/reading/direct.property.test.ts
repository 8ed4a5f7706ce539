import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvRelation } from '../duckdb/csv-relation.ts';
import type { CsvSource } from '../types.ts';
import { createReadingFixture, type ReadingFixture } from './testing/reading-fixture.ts';

let fixture: ReadingFixture;
let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  fixture = await createReadingFixture();
  instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  connection = await instance.connect();
});
afterAll(async () => {
  connection.closeSync();
  instance.closeSync();
  await fixture.remove();
});

/** The records that DuckDB finds, or undefined when it refuses the file. */
async function readByDuckDB(csv: CsvSource): Promise<string[][] | undefined> {
  try {
    const result = await connection.runAndReadAll(`select * from ${csvRelation(csv)}`);
    return result.getRows().map((row) => row.map((value) => (value === null ? '' : String(value))));
  } catch {
    return undefined;
  }
}

const fragment = fc.constantFrom(
  'a',
  'b',
  '1.50',
  'x y',
  ' ',
  '',
  '"q"',
  '"a,b"',
  '"say ""x"""',
  '5" pipe',
  '"',
  '\t',
  '\u00e9',
  '\u00a0',
  '\0',
  '\\',
  "'",
  '#',
  'id',
  '"two\nlines"',
  '=1',
  '="01"',
);
const row = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fragment, fragment, fragment).map((cells) => cells.join(',')) },
  { weight: 1, arbitrary: fc.array(fragment, { maxLength: 5 }).map((cells) => cells.join(',')) },
  { weight: 1, arbitrary: fc.constantFrom('', 'id,name,amount', '"id","name","amount"', ',,', '"","",""') },
);
const files = fc
  .record({
    rows: fc.array(row, { maxLength: 8 }),
    end: fc.constantFrom('\n', '\r\n'),
    last: fc.constantFrom('', '\n', '\n\n'),
    mark: fc.constantFrom('', '', '\ufeff'),
    header: fc.constantFrom('id,name,amount', 'id,"name",amount', 'pre\n\nid,name,amount'),
  })
  .map(
    ({ rows, end, last, mark, header }) =>
      mark + [header, ...rows].join('\n').replaceAll('\n', end) + last.replaceAll('\n', end),
  );

describe('a file that DuckDB may read itself', () => {
  it('gives the same records as the careful reader, or is noticed', { timeout: 60_000 }, async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(files, async (text) => {
        const options = { maxRejects: '100%' } as const;
        const direct = await fixture.survey(text, { delimiter: ',' }, options);
        if (direct.mode !== 'direct') return;
        const found = await readByDuckDB(direct.csv);
        if (found === undefined || found.length !== direct.rows) return;
        compared++;
        const { reading, rows } = await fixture.careful(text, { delimiter: ',' }, options);
        expect(found).toEqual(rows);
        const { dialect, columns, lines, warnings } = reading;
        expect({ dialect, columns, lines, warnings }).toEqual({
          dialect: direct.dialect,
          columns: direct.columns,
          lines: direct.lines,
          warnings: direct.warnings,
        });
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(40);
  });
});

describe('the file that the careful reader writes', () => {
  it('is read by DuckDB cell by cell', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(files, async (text) => {
        const { reading, rows } = await fixture.careful(text, { delimiter: ',' }, { maxRejects: '100%' });
        expect(await readByDuckDB(reading.csv)).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });
});
