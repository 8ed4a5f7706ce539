import { open } from 'node:fs/promises';
import type { Reading } from '../types.ts';
import { scanLine } from './scan-line.ts';
import { splitCells } from './split-cells.ts';

/** Bytes at the end of a plain file in which its last records are looked for. */
const tailBytes = 256 * 1024;
const most = 3;

/**
 * The cells of the last three records of a file (fewer when it has fewer), as DuckDB reads them but for blank ones, which are ''. Of a
 * plain file only the end is read; nothing is given where its lines there are too long or do not read alone.
 */
export async function lastRecords(reading: Reading): Promise<readonly (readonly string[])[]> {
  if (reading.mode === 'clean') return reading.lastRecords ?? [];
  const { csv, dialect } = reading;
  const lines = await lastLines(csv.path, Math.min(most, reading.lines.rows));
  const rules = { delimiter: csv.delimiter, quote: dialect.quote, escape: 'doubled' } as const;
  const records: string[][] = [];
  for (const verbatim of lines) {
    const scan = scanLine(verbatim, rules, false);
    if (scan.open || scan.broken) return [];
    const piece = {
      kind: 'quoted',
      text: scan.text,
      verbatim,
      fields: scan.delimiters + 1,
      line: 1,
      lines: 1,
    } as const;
    const [cells = []] = splitCells([piece], { ...rules, quote: rules.quote === '' ? '"' : rules.quote });
    if (cells.length !== csv.columnCount) return [];
    records.push(cells);
  }
  return records;
}

async function lastLines(path: string, count: number): Promise<string[]> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    const start = size - tail.length;
    const { bytesRead } = await handle.read(tail, 0, tail.length, start);
    const lines = tail.toString('utf8', 0, bytesRead).split(/\r?\n/);
    while (lines.at(-1) === '') lines.pop();
    // The first line of a part is most likely not whole.
    if (start > 0) lines.shift();
    return lines.length < count || count === 0 ? [] : lines.slice(-count);
  } finally {
    await handle.close();
  }
}
