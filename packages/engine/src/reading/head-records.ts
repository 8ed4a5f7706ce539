import { createRecordCutter } from './record-cutter.ts';
import type { QuoteRules } from './scan-line.ts';
import { splitCells } from './split-cells.ts';

/** One record of the file's head, read without knowing the table yet. */
export interface HeadRecord {
  /** Physical line, from 1. */
  readonly line: number;
  readonly lines: number;
  /** Number of fields; 0 when the line does not read as a record. */
  readonly fields: number;
  /** Whether an empty line stands right above. */
  readonly afterEmptyLine: boolean;
  readonly text: string;
  /** The cells, split on demand. */
  cells(): string[];
}

/** The records of the first lines of a file under given rules; empty lines are left out. */
export function cutHead(lines: readonly string[], rules: QuoteRules, firstLine: number): HeadRecord[] {
  const cutter = createRecordCutter(rules, firstLine, () => true, Number.POSITIVE_INFINITY);
  const pieces = [...cutter.push(lines.map((text) => ({ text }))), ...cutter.end()];
  const records: HeadRecord[] = [];
  let afterEmptyLine = false;
  for (const piece of pieces) {
    if (piece.kind === 'empty') {
      afterEmptyLine = true;
      continue;
    }
    const { line, lines: span, text } = piece;
    const about = { line, lines: span, text, afterEmptyLine };
    afterEmptyLine = false;
    if (piece.kind === 'reject') records.push({ ...about, fields: 0, cells: () => [text] });
    else {
      const fields = piece.kind === 'quoted' ? piece.fields : countFields(text, rules.delimiter);
      records.push({ ...about, fields, cells: () => splitCells([piece], rules)[0] ?? [] });
    }
  }
  return records;
}

function countFields(text: string, delimiter: string): number {
  let fields = 1;
  for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + delimiter.length)) fields++;
  return fields;
}
