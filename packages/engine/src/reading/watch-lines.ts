import { isBlank, trimBlanks } from '../blanks.ts';
import type { Layout } from './layout.ts';
import { scanLine } from './scan-line.ts';
import { splitCells } from './split-cells.ts';
import type { LineWatch } from './survey-bytes.ts';

const space = 0x20;
const tab = 0x09;

/**
 * Finds lines that a fast reader takes for rows and that are none: rows of blank cells, a repeated header, and one delimiter too many
 * at the end of a line, which DuckDB forgives in silence. Works on bytes, and looks further than the first and the last one only where
 * these give reason to.
 */
export function watchLines(layout: Layout): LineWatch {
  const { delimiter, quote } = layout.dialect;
  const rules = layout.dialect;
  const delimiterBytes = Buffer.from(delimiter);
  const [delimiterByte = 0] = delimiterBytes;
  const lastDelimiterByte = delimiterBytes.at(-1) ?? 0;
  const quoteByte = quote === '' ? -1 : quote.charCodeAt(0);
  const firstName = Buffer.from(layout.header?.[0] ?? '');
  const blankLike = (byte: number | undefined): boolean =>
    byte === space || byte === tab || byte === delimiterByte || byte === quoteByte;

  const cellsOf = (chunk: Buffer, start: number, end: number): string[] | undefined => {
    const text = chunk.toString('utf8', start, end);
    const scan = scanLine(text, rules, false);
    if (scan.open || scan.broken) return undefined;
    return splitCells(
      [{ kind: 'quoted', text: scan.text, verbatim: text, fields: scan.delimiters + 1, line: 1, lines: 1 }],
      {
        ...rules,
        quote: quote === '' ? '"' : quote,
      },
    )[0];
  };
  const mayRepeatHeader = (chunk: Buffer, start: number, end: number): boolean => {
    if (layout.header === undefined) return false;
    let at = start;
    while (at < end && (chunk[at] === quoteByte || chunk[at] === space || chunk[at] === tab)) at++;
    return (
      firstName.length === 0 ||
      (chunk[at] === firstName[0] && chunk.subarray(at, at + firstName.length).equals(firstName))
    );
  };

  const isBlankRow = (text: string): boolean => {
    for (const character of text) {
      if (character !== delimiter && character !== quote && !isBlank(character)) return false;
    }
    return true;
  };

  return {
    firstRow: layout.dialect.preambleLines + layout.headerLines,
    inspect(chunk, start, end) {
      let at = start;
      while (at < end && blankLike(chunk[at])) at++;
      // Beyond ASCII there are blanks too.
      if (at === end || ((chunk[at] ?? 0) >= 0x80 && isBlankRow(chunk.toString('utf8', at, end))))
        return 'rows of blank cells';
      if (chunk[end - 1] === lastDelimiterByte) {
        const text = chunk.toString('utf8', start, end);
        const scan = scanLine(text, rules, false);
        if (scan.delimiters >= layout.columns.length) return 'a delimiter at the end of a line';
      }
      if (mayRepeatHeader(chunk, start, end)) {
        const cells = cellsOf(chunk, start, end);
        if (cells === undefined) return undefined;
        if (
          cells.length === layout.header?.length &&
          cells.every((cell, index) => trimBlanks(cell) === layout.header?.[index])
        ) {
          return 'a repeated header';
        }
      }
      return undefined;
    },
  };
}
