import type { Side, SideRule } from '@reconcyl/contracts';
import type { FileInput, Reading } from '../types.ts';
import type { Examination } from './examine-file.ts';
import { straightLineMap } from './line-map.ts';
import { type ReadingOptions, readExamined } from './read-carefully.ts';
import { withExaminedFile } from './with-examined-file.ts';

/**
 * Decides how a file is read. A plain one DuckDB may read itself (`mode: 'direct'`), provided that it finds exactly `rows` records:
 * the caller compares, and calls `readCarefully` where the numbers differ or DuckDB refuses the file. Any other file is read carefully
 * at once (`mode: 'clean'`).
 */
export async function surveyFile(
  input: FileInput,
  side: Side,
  rule: SideRule | undefined,
  options: ReadingOptions,
): Promise<Reading> {
  return withExaminedFile(input, side, rule, options, (handle, plain, examination) =>
    isPlain(examination)
      ? directReading(plain, side, examination)
      : readExamined(handle, plain, side, examination, options),
  );
}

function isPlain({ facts, encoding, layout }: Examination): boolean {
  return (
    encoding.label === 'utf-8' &&
    facts.validUtf8 &&
    facts.trouble === undefined &&
    !layout.closingDelimiter &&
    layout.headerLines <= 1 &&
    !layout.quoteInPreamble &&
    (layout.headerLines === 1 || encoding.bomLength === 0) &&
    layout.dialect.quote !== "'" &&
    layout.dialect.escape === 'doubled' &&
    layout.dialect.delimiter.length === 1 &&
    // An empty line at the end would be a blank row of a table with a single column.
    (layout.columns.length > 1 || facts.emptyLinesAtEnd === 0)
  );
}

function directReading(input: FileInput, side: Side, { facts, encoding, layout }: Examination): Reading {
  const total = facts.lineFeeds + (facts.endsWithLineEnd ? 0 : 1);
  const skipLines = layout.dialect.preambleLines + layout.headerLines;
  const rows = total - skipLines - facts.emptyLinesAtEnd;
  const quote = facts.hasQuote ? '"' : '';
  return {
    side,
    displayName: input.displayName,
    sizeBytes: facts.sizeBytes,
    sha256: facts.sha256,
    encoding: { label: encoding.label, why: encoding.why },
    dialect: { ...layout.dialect, quote },
    columns: layout.columns,
    lines: {
      total,
      preamble: layout.dialect.preambleLines,
      header: layout.headerLines,
      rows,
      continuation: 0,
      set_aside: 0,
      empty: facts.emptyLinesAtEnd,
      rejected: 0,
    },
    rows,
    lineMap: straightLineMap(skipLines + 1),
    rejects: [],
    setAsideRecords: [],
    warnings: layout.warnings,
    mode: 'direct',
    ...(facts.lineIndex === undefined ? {} : { lineIndex: facts.lineIndex }),
    csv: {
      path: input.path,
      delimiter: layout.dialect.delimiter,
      quote,
      escape: quote,
      skipLines,
      columnCount: layout.columns.length,
      maxRecordBytes: facts.longestLineBytes,
    },
  };
}
