import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differingFrom, extraEvery, isMissing } from './breaks.ts';
import { makeRow, type Row } from './rows.ts';
import { writeAsIs, writeOtherwise } from './writing.ts';

/**
 * A deterministic pair of CSV files with nine columns (about 89 MB a file at a million rows), and what is wrong in it.
 *
 * - `clean`: the target repeats the source byte for byte, but for the planted breaks;
 * - `formatted`: every row of the target also writes its date, amount and texts differently, which is no break.
 *
 * Both keep the order of the rows; with `--shuffle` the target's rows stand in another one.
 * One row in a thousand each is missing in the target, is missing in the source, and differs in amount, date, text and a blank cell.
 */
export const modes = ['clean', 'formatted'] as const;
export type Mode = (typeof modes)[number];

export interface Pair {
  readonly source: string;
  readonly target: string;
  readonly expected: string;
}

export interface PairOptions {
  readonly rows: number;
  readonly mode: Mode;
  readonly shuffle?: boolean;
}

/** Makes the pair in the folder unless it is there. The expected counts are written last: a pair with them is whole. */
export function ensurePair(folder: string, options: PairOptions): Pair {
  const name = `${options.mode}-${options.rows}${options.shuffle ? '-shuffled' : ''}`;
  const pair = {
    source: join(folder, `${name}-source.csv`),
    target: join(folder, `${name}-target.csv`),
    expected: join(folder, `${name}-expected.json`),
  };
  if (existsSync(pair.expected)) return pair;
  mkdirSync(folder, { recursive: true });
  const { rows, mode } = options;
  writeCsv(pair.source, sourceRows(rows), writeAsIs);
  writeCsv(pair.target, targetRows(rows, options.shuffle === true), mode === 'clean' ? writeAsIs : writeOtherwise);
  writeFileSync(pair.expected, `${JSON.stringify(expectedCounts(rows), null, 2)}\n`);
  return pair;
}

function* sourceRows(rows: number): Iterable<Row> {
  for (let index = 0; index < rows; index++) yield makeRow(index);
}

function* targetRows(rows: number, shuffle: boolean): Iterable<Row> {
  // A step that shares no factor with the number of rows visits each row once.
  const step = shuffle ? stepWithoutCommonFactor(rows) : 1;
  for (let position = 0, index = 0; position < rows; position++, index = (index + step) % rows) {
    if (!isMissing(index)) yield differingFrom(makeRow(index), index) ?? makeRow(index);
    if (index % extraEvery === extraEvery - 1) yield makeRow(rows + index);
  }
}

function expectedCounts(rows: number) {
  let missing = 0;
  let differing = 0;
  for (let index = 0; index < rows; index++) {
    if (isMissing(index)) missing += 1;
    else if (differingFrom(makeRow(index), index) !== undefined) differing += 1;
  }
  const extra = Math.floor(rows / extraEvery);
  return {
    source_rows: rows,
    target_rows: rows - missing + extra,
    discrepancies: differing,
    differing_cells: differing,
    missing_in_target: missing,
    missing_in_source: extra,
  };
}

function stepWithoutCommonFactor(rows: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let step = Math.floor(rows * 0.618) + 1;
  while (divisor(rows, step) !== 1) step += 1;
  return step;
}

/** Written in blocks and renamed at the end: memory does not grow with the file, and a file that is there is whole. */
function writeCsv(path: string, rows: Iterable<Row>, write: (row: Row) => string): void {
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  const file = openSync(partial, 'w');
  let block = 'id,booked_on,amount,customer,city,status,currency,quantity,note\n';
  for (const row of rows) {
    block += write(row);
    if (block.length < 1 << 20) continue;
    writeSync(file, block);
    block = '';
  }
  writeSync(file, block);
  closeSync(file);
  renameSync(partial, path);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      mode: { type: 'string', default: 'clean' },
      shuffle: { type: 'boolean', default: false },
      out: { type: 'string', default: join(import.meta.dirname, 'data') },
    },
  });
  const mode = modes.find((known) => known === values.mode);
  if (mode === undefined) throw new Error(`--mode is one of ${modes.join(', ')}`);
  console.log(ensurePair(values.out, { rows: Number(values.rows), mode, shuffle: values.shuffle }));
}
