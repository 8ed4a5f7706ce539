import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Side } from '@reconcyl/contracts';
import { csvRelation } from '../duckdb/csv-relation.ts';
import type { Database } from '../duckdb/open.ts';
import type { CsvSource, Reading } from '../types.ts';

/** Files up to these sizes are inspected whole. */
export const mostInspected = { rows: 200_000, cells: 4_000_000 };

export function isInspectedWhole({ rows, columns }: Pick<Reading, 'rows' | 'columns'>): boolean {
  return rows <= mostInspected.rows && rows * columns.length <= mostInspected.cells;
}

/** Records in the sample of a larger file: kinds that it suggests are confirmed by all records while comparing. */
const sampledRows = 20_000;

const pieces = 64;

/**
 * A CSV file of about 20,000 records taken from pieces spread evenly over a larger one, for inference. A piece begins at the first
 * line end after its place; in a file whose cells hold line breaks that may be inside a record, so the sample is read with a
 * tolerance for lines that do not fit.
 */
export async function writeSample(reading: Reading, workDir: string): Promise<CsvSource> {
  const path = join(workDir, `${reading.side}.sample.csv`);
  const input = await open(reading.csv.path, 'r');
  const output = await open(path, 'w', 0o600);
  try {
    const { size } = await input.stat();
    const pieceBytes = Math.ceil((size / reading.rows) * (sampledRows / pieces));
    for (let piece = 0; piece < pieces; piece += 1) {
      const start = Math.floor((size / pieces) * piece);
      const buffer = Buffer.alloc(Math.min(pieceBytes, size - start));
      const { bytesRead } = await input.read(buffer, 0, buffer.length, start);
      const lines = wholeLines(buffer.subarray(0, bytesRead), piece === 0 ? reading.csv.skipLines : 1);
      await output.write(lines);
    }
    return { ...reading.csv, path, skipLines: 0 };
  } finally {
    await input.close();
    await output.close();
  }
}

/** The whole lines of a piece after the first `skip` line ends. */
function wholeLines(buffer: Buffer, skip: number): Buffer {
  let start = 0;
  for (let line = 0; line < skip; line += 1) start = buffer.indexOf(lineFeed, start) + 1;
  return buffer.subarray(start, buffer.lastIndexOf(lineFeed) + 1);
}

const lineFeed = 10;

/**
 * Makes the table `source` or `target` of a sample; a line that is cut or does not fit is left out, and so are records for which the
 * condition `kept` does not hold.
 */
export async function loadSample(database: Database, side: Side, source: CsvSource, kept = 'true'): Promise<void> {
  await database.query(`create table ${side} as
    select row_number() over () - 1 as ordinal, * from ${csvRelation(source, { skipUnreadable: true })} where ${kept}`);
}
