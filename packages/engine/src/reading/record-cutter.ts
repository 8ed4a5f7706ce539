import type { Reject } from '@reconcyl/contracts';
import { type LineScan, type QuoteRules, scanLine } from './scan-line.ts';

/** A quote that is not closed within this many characters is taken for a stray one. */
export const maxOpenQuoteLength = 1_048_576;

/** One physical line: its text without the line end, and why it cannot be part of a record, where that is known already. */
export interface PhysicalLine {
  readonly text: string;
  readonly bad?: 'invalid_bytes' | 'cell_too_large' | undefined;
  /** Where in the text the first invalid byte is shown. */
  readonly badAt?: number | undefined;
}

/** What the cutter found, in file order. `line` is the physical line, from 1, `lines` how many of them. */
export type Piece =
  /** A line without any quote: cells stand between delimiters. */
  | { readonly kind: 'plain'; readonly text: string; readonly line: number; readonly lines: 1 }
  /** A record with quotes; line breaks inside them are LF. `text` is ready for a CSV parser. */
  | {
      readonly kind: 'quoted';
      readonly text: string;
      readonly line: number;
      readonly lines: number;
      readonly fields: number;
      /** The record as it stands in the file, but for its line breaks. */
      readonly verbatim: string;
    }
  | { readonly kind: 'empty'; readonly line: number; readonly lines: 1 }
  | {
      readonly kind: 'reject';
      readonly line: number;
      readonly lines: number;
      readonly column?: number;
      readonly reason: Reject['reason'];
      readonly text: string;
    };

export interface RecordCutter {
  /** Takes further lines and gives all pieces that are certain by now. */
  push(lines: readonly PhysicalLine[]): Piece[];
  /** The file is over: gives the rest. */
  end(): Piece[];
}

/**
 * Cuts physical lines into records. A quote that stays open costs its own line only: the lines after it are looked at afresh, so
 * nothing is swallowed. `fits` says whether a record with so many fields is one of this file (always true while the table is
 * still unknown).
 *
 * Every line is followed at most twice, once from outside and once from inside a quote, so a file of stray quotes takes linear time:
 * what a line does to an open quote is kept, and runs of lines that leave it open are jumped over.
 */
export function createRecordCutter(
  rules: QuoteRules,
  firstLine: number,
  fits: (fields: number) => boolean,
  mostFields: number,
): RecordCutter {
  let lines: PhysicalLine[] = [];
  let insideScans: (LineScan | undefined)[] = [];
  /** First character of each line counted from the first one kept, to measure how long a quote has been open. */
  let starts: number[] = [];
  let length = 0;
  let next = 0;
  let lineNumber = firstLine;
  /** Lines `from` to `to` (exclusive) all leave an open quote open, without a word else. */
  let openRun = { from: 0, to: 0 };

  const text = (index: number): string => lines[index]?.text ?? '';
  const insideScan = (index: number): LineScan => {
    const known = insideScans[index];
    if (known !== undefined) return known;
    const scan = scanLine(text(index), rules, true);
    insideScans[index] = scan;
    return scan;
  };

  /** Follows the open quote of line `first` through the lines after it. */
  const lookAhead = (
    first: number,
    scan: LineScan,
    ended: boolean,
  ): { last: number; fields: number } | 'stray' | 'more' => {
    let delimiters = scan.delimiters;
    let openedAt = first;
    for (let index = first + 1; ; index++) {
      if (index >= openRun.from && index < openRun.to) index = openRun.to;
      if (index >= lines.length) {
        const openLength = length - (starts[openedAt] ?? 0);
        if (openLength > maxOpenQuoteLength + text(openedAt).length || ended) return 'stray';
        return 'more';
      }
      if ((starts[index] ?? 0) - (starts[openedAt] ?? 0) - text(openedAt).length > maxOpenQuoteLength) return 'stray';
      const inside = insideScan(index);
      if (inside.broken) return 'stray';
      delimiters += inside.delimiters;
      if (delimiters > mostFields) return 'stray';
      if (!inside.open) return { last: index, fields: delimiters + 1 };
      if (inside.delimiters > 0) openedAt = index;
      else if (index === openRun.to) openRun = { from: openRun.from, to: index + 1 };
      else if (index > openRun.to) openRun = { from: index, to: index + 1 };
    }
  };

  const readsAsRecord = (index: number): boolean => {
    const line = lines[index];
    if (line === undefined || line.bad !== undefined || line.text === '') return false;
    const scan = scanLine(line.text, rules, false);
    return !scan.open && !scan.broken && fits(scan.delimiters + 1);
  };

  const joined = (first: number, last: number, of: (index: number) => string): string => {
    let all = of(first);
    for (let index = first + 1; index <= last; index++) all += `\n${of(index)}`;
    return all;
  };

  /** The piece that begins at `next`, or undefined when that needs more lines. */
  const takePiece = (ended: boolean): Piece | undefined => {
    const line = lines[next];
    if (line === undefined) return undefined;
    const at = lineNumber;
    const reject = (reason: Reject['reason'], column?: number): Piece => ({
      kind: 'reject',
      line: at,
      lines: 1,
      reason,
      text: line.text,
      ...(column === undefined ? {} : { column }),
    });
    const rejectBad = (reason: Reject['reason']): Piece =>
      reject(
        reason,
        line.badAt === undefined ? undefined : scanLine(line.text.slice(0, line.badAt), rules, false).delimiters + 1,
      );
    if (line.bad === 'cell_too_large') return reject('cell_too_large');
    if (line.text === '') return { kind: 'empty', line: at, lines: 1 };
    if (rules.quote === '' || !line.text.includes(rules.quote)) {
      return line.bad === undefined ? { kind: 'plain', text: line.text, line: at, lines: 1 } : rejectBad(line.bad);
    }
    const scan = scanLine(line.text, rules, false);
    if (line.bad !== undefined && !scan.open) return rejectBad(line.bad);
    if (scan.broken) return reject('text_after_quote', scan.delimiters + 1);
    const quoted = (last: number, fields: number): Piece => ({
      kind: 'quoted',
      line: at,
      lines: last - next + 1,
      fields,
      text: joined(next, last, (index) => (index === next ? scan.text : insideScan(index).text)),
      verbatim: joined(next, last, text),
    });
    if (!scan.open) return quoted(next, scan.delimiters + 1);

    const ahead = lookAhead(next, scan, ended);
    if (ahead === 'more') return undefined;
    if (ahead === 'stray') {
      return line.bad === undefined ? reject('unclosed_quote', scan.delimiters + 1) : rejectBad(line.bad);
    }
    const { last, fields } = ahead;
    const bad = lines.slice(next, last + 1).find((one) => one.bad !== undefined)?.bad;
    if (bad === undefined && fits(fields)) return quoted(last, fields);
    // Not a record of this file: if one of its further lines is one by itself, the quote was a stray one.
    let end = next + 1;
    while (end <= last && !readsAsRecord(end)) end++;
    const strayQuote = bad === undefined && end <= last;
    return {
      kind: 'reject',
      line: at,
      lines: end - next,
      reason: bad ?? (strayQuote ? 'unclosed_quote' : fields > mostFields ? 'too_many_fields' : 'too_few_fields'),
      ...(strayQuote ? { column: scan.delimiters + 1 } : {}),
      text: joined(next, end - 1, text),
    };
  };

  const takeAll = (ended: boolean): Piece[] => {
    const pieces: Piece[] = [];
    for (;;) {
      const piece = takePiece(ended);
      if (piece === undefined) break;
      pieces.push(piece);
      next += piece.lines;
      lineNumber += piece.lines;
    }
    return pieces;
  };

  return {
    push(more) {
      lines = lines.slice(next).concat(more);
      insideScans = insideScans.slice(next);
      openRun = { from: Math.max(0, openRun.from - next), to: Math.max(0, openRun.to - next) };
      next = 0;
      length = 0;
      starts = lines.map((line) => {
        const start = length;
        length += line.text.length + 1;
        return start;
      });
      return takeAll(false);
    },
    end: () => takeAll(true),
  };
}
