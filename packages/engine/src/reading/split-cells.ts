import { parse } from 'csv-parse/sync';
import type { Piece } from './record-cutter.ts';
import type { QuoteRules } from './scan-line.ts';

type RecordPiece = Extract<Piece, { kind: 'plain' | 'quoted' }>;

/** Records parsed in one call: a call costs 10 µs by itself, which is as much as a record of ten cells. */
const batchSize = 500;

/**
 * The cells of each piece, in order. A line without quotes is split at its delimiters; records with quotes go through csv-parse,
 * which the cutter has made safe: each is known to be complete, so that one record can never run into the next.
 */
export function splitCells(pieces: readonly RecordPiece[], rules: QuoteRules): string[][] {
  const quoted: string[] = [];
  for (const piece of pieces) if (piece.kind === 'quoted') quoted.push(piece.text);
  const parsed = parseQuoted(quoted, rules);
  let next = 0;
  return pieces.map((piece) => {
    if (piece.kind === 'plain') return piece.text.split(rules.delimiter);
    const cells = parsed[next++];
    if (cells === undefined) throw new Error('csv-parse found fewer records than the cutter');
    return cells;
  });
}

function parseQuoted(texts: readonly string[], rules: QuoteRules): string[][] {
  const records: string[][] = [];
  for (let start = 0; start < texts.length; start += batchSize) {
    const batch = texts.slice(start, start + batchSize);
    const parsed = parseRecords(batch.join('\n'), rules);
    // Both read the same grammar; should they ever differ, wrong cells must not come out of it.
    if (parsed.length !== batch.length) throw new Error('csv-parse and the cutter disagree about where records end');
    for (const cells of parsed) records.push(cells);
  }
  return records;
}

function parseRecords(text: string, rules: QuoteRules): string[][] {
  return parse(text, {
    delimiter: rules.delimiter,
    quote: rules.quote,
    escape: rules.escape === 'backslash' ? '\\' : rules.quote,
    record_delimiter: '\n',
    relax_column_count: true,
    // A quote inside an unquoted cell is a character like others; the cutter has refused text after a closing quote.
    relax_quotes: true,
  });
}
