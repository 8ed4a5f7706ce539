import { ReconcylError } from '@reconcyl/contracts';
import { hashOfLine, indexLines, type LineIndex, linesPerOffset, openIndexedLines } from '../reading/line-index.ts';
import type { Reading } from '../types.ts';

/**
 * Finds records of a plain file by their text: gives the ordinal of each row, or undefined when one of them was not found (it is
 * written in a way that cannot be told from its cells, such as a quote that was not needed). Rows must be unique in the file.
 *
 * A look at the hashes of all lines takes 5 ms per million; reading the keys a second time through DuckDB takes a hundred times
 * as long.
 */
export async function findOrdinals(
  reading: Pick<Reading, 'csv' | 'mode' | 'lineIndex'>,
  rows: readonly (readonly (string | null)[])[],
  signal?: AbortSignal,
): Promise<number[] | undefined> {
  if (reading.mode !== 'direct') return undefined;
  const { path, skipLines } = reading.csv;
  const throwIfCancelled = () => {
    if (signal?.aborted) throw new ReconcylError('RECON_CANCELLED');
  };
  const index = reading.lineIndex ?? (await indexLines(path, throwIfCancelled));
  const wanted = new Map(rows.map((row, position) => [lineOf(reading, row), position]));
  const ordinals = new Array<number>(rows.length).fill(-1);
  let missing = rows.length;
  const file = openIndexedLines(path, index);
  try {
    for (const [place, lines] of candidates(index, wanted.keys(), skipLines)) {
      throwIfCancelled();
      file.visit(place, (line, bytes) => {
        if (!lines.has(line)) return;
        const position = wanted.get(bytes.toString('latin1'));
        if (position === undefined) return;
        ordinals[position] = line - skipLines;
        missing -= 1;
      });
    }
  } finally {
    file.close();
  }
  return missing === 0 ? ordinals : undefined;
}

/** The bytes of a row's line, one character a byte. Cells are quoted where they must be. */
function lineOf({ csv }: Pick<Reading, 'csv'>, row: readonly (string | null)[]): string {
  const cells = row.slice(0, csv.columnCount).map((cell) => {
    const text = cell ?? '';
    if (csv.quote === '' || !(text.includes(csv.delimiter) || text.includes(csv.quote))) return text;
    return csv.quote + text.replaceAll(csv.quote, csv.quote + csv.quote) + csv.quote;
  });
  return Buffer.from(cells.join(csv.delimiter), 'utf8').toString('latin1');
}

/** Numbers of the lines whose hash is one of the wanted, by their place in the index; lines before the first record are none. */
function candidates({ hashes }: LineIndex, wanted: Iterable<string>, skipLines: number): Map<number, Set<number>> {
  const known = new Set<number>();
  const bits = new Uint8Array(1 << filterBits);
  for (const line of wanted) {
    const bytes = Buffer.from(line, 'latin1');
    const hash = hashOfLine(bytes, 0, bytes.length);
    known.add(hash);
    bits[hash >>> (32 - filterBits)] = 1;
  }
  const found = new Map<number, Set<number>>();
  for (let line = skipLines; line < hashes.length; line += 1) {
    const hash = hashes[line] as number;
    if (bits[hash >>> (32 - filterBits)] === 0 || !known.has(hash)) continue;
    const place = Math.floor(line / linesPerOffset);
    const lines = found.get(place);
    if (lines === undefined) found.set(place, new Set([line]));
    else lines.add(line);
  }
  return found;
}

/** A table of bits in front of the set: few lines pass it beside the wanted ones. */
const filterBits = 20;
