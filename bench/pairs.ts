import { differingFrom, extraEvery, isMissing } from './breaks.ts';
import { makeRow, scramble } from './rows.ts';
import { writeAsIs, writeOtherwise } from './writing.ts';

/** The lines of a pair of files, each with its line end, and what is wrong in the pair. */
export interface PairContent {
  readonly header: string;
  readonly source: Iterable<string>;
  readonly target: Iterable<string>;
  readonly expected: Readonly<Record<string, number>>;
}

/**
 * - `clean`: the target repeats the source byte for byte, but for the planted breaks;
 * - `formatted`: every row of the target also writes its date, amount and texts differently, which is no break;
 * - `wide`: 200 columns, the target as in `clean`;
 * - `all-differ`: every row of the target has another amount;
 * - `one-key`: all rows have one key; one in a thousand has another amount in the target.
 *
 * In the first three one row in a thousand each is missing in the target, is missing in the source, and differs in one cell
 * (in four sorts: amount, date, text, a blank; in `wide` one in 500, all of one sort).
 */
export const modes = ['clean', 'formatted', 'wide', 'all-differ', 'one-key'] as const;
export type Mode = (typeof modes)[number];

export function pairOf(mode: Mode, rows: number, shuffle = false): PairContent {
  switch (mode) {
    case 'clean':
      return narrow(rows, shuffle, writeAsIs);
    case 'formatted':
      return narrow(rows, shuffle, writeOtherwise);
    case 'wide':
      return wide(rows);
    case 'all-differ':
      return {
        header: narrowHeader,
        source: lines(rows, (index) => writeAsIs(makeRow(index))),
        target: lines(rows, (index) => writeAsIs(withOtherAmount(index))),
        expected: { ...agreeing(rows), discrepancies: rows, differing_cells: rows },
      };
    case 'one-key':
      return oneKey(rows);
  }
}

const narrowHeader = 'id,booked_on,amount,customer,city,status,currency,quantity,note';

function narrow(rows: number, shuffle: boolean, write: typeof writeAsIs): PairContent {
  function* target(): Iterable<string> {
    // A step that shares no factor with the number of rows visits each row once.
    const step = shuffle ? stepWithoutCommonFactor(rows) : 1;
    for (let position = 0, index = 0; position < rows; position++, index = (index + step) % rows) {
      if (!isMissing(index)) yield write(differingFrom(makeRow(index), index) ?? makeRow(index));
      if (index % extraEvery === extraEvery - 1) yield write(makeRow(rows + index));
    }
  }
  return {
    header: narrowHeader,
    source: lines(rows, (index) => writeAsIs(makeRow(index))),
    target: target(),
    expected: plantedCounts(rows, (index) => differingFrom(makeRow(index), index) !== undefined),
  };
}

const wideColumns = 200;

function wide(rows: number): PairContent {
  const isMissingHere = (index: number) => fateOfWide(index) === 0;
  const differs = (index: number) => fateOfWide(index) === 1 || fateOfWide(index) === 2;
  function* target(): Iterable<string> {
    for (let index = 0; index < rows; index++) {
      if (!isMissingHere(index)) yield wideLine(index, differs(index) ? index % (wideColumns - 1) : undefined);
      if (index % extraEvery === extraEvery - 1) yield wideLine(rows + index);
    }
  }
  return {
    header: ['id', ...Array.from({ length: wideColumns - 1 }, (_, column) => `c${column}`)].join(','),
    source: lines(rows, (index) => wideLine(index)),
    target: target(),
    expected: plantedCounts(rows, differs, isMissingHere),
  };
}

function fateOfWide(index: number): number {
  return scramble(index, 98) % 1000;
}

/** Whole numbers, amounts and words in turn. */
function wideLine(index: number, changed?: number): string {
  let line = `W${String(index).padStart(8, '0')}`;
  for (let column = 0; column < wideColumns - 1; column++) {
    const value = (scramble(index, column) % 99_999) + (column === changed ? 100_000 : 0);
    const cents = String(value % 100).padStart(2, '0');
    line +=
      column % 3 === 0 ? `,${value}` : column % 3 === 1 ? `,${Math.floor(value / 100)}.${cents}` : `,word ${value}`;
  }
  return `${line}\n`;
}

function oneKey(rows: number): PairContent {
  const differs = (index: number) => index % 1000 === 500;
  const line = (index: number, changed: boolean) => {
    const row = changed ? withOtherAmount(index) : makeRow(index);
    return writeAsIs({ ...row, id: 'SAME', note: `${row.note} ${index}` });
  };
  let discrepancies = 0;
  for (let index = 0; index < rows; index++) if (differs(index)) discrepancies += 1;
  return {
    header: narrowHeader,
    source: lines(rows, (index) => line(index, false)),
    target: lines(rows, (index) => line(index, differs(index))),
    expected: { ...agreeing(rows), discrepancies },
  };
}

function withOtherAmount(index: number) {
  const row = makeRow(index);
  return { ...row, cents: row.cents + 700 };
}

function* lines(rows: number, write: (index: number) => string): Iterable<string> {
  for (let index = 0; index < rows; index++) yield write(index);
}

function agreeing(rows: number) {
  return { source_rows: rows, target_rows: rows, missing_in_target: 0, missing_in_source: 0 };
}

function plantedCounts(rows: number, differs: (index: number) => boolean, lacks = isMissing) {
  let missing = 0;
  let differing = 0;
  for (let index = 0; index < rows; index++) {
    if (lacks(index)) missing += 1;
    else if (differs(index)) differing += 1;
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
