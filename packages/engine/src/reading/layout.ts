import { type Finding, ReconcylError, type SideRule } from '@reconcyl/contracts';
import { isBlank, trimBlanks } from '../blanks.ts';
import type { Dialect } from '../types.ts';
import { nameColumns, numberedColumns } from './column-names.ts';
import { chooseDelimiter, chooseEscape, chooseQuote, separatorLine } from './dialect.ts';
import { cutHead, type HeadRecord } from './head-records.ts';
import { findTable } from './table-start.ts';

/** More columns than this are refused. */
export const maxColumns = 10_000;

/** Lines from the first one on that decide. Preambles are shorter, and stray quotes cost the square of it while no table is known. */
const decidingLines = 2000;

/** Where the table of a file begins, and what its records look like. */
export interface Layout {
  readonly dialect: Dialect;
  /** Names as shown. */
  readonly columns: readonly string[];
  /** Cells of the header as they stand in the file, trimmed; a row equal to it is set aside. */
  readonly header: readonly string[] | undefined;
  /** Physical lines of the header: more than one when a name holds a line break, 0 without a header. */
  readonly headerLines: number;
  /** Every row ends in one more delimiter than the header has: its blank last cell is dropped. */
  readonly closingDelimiter: boolean;
  /** A quote above the header: DuckDB skips lines with an eye on quotes. */
  readonly quoteInPreamble: boolean;
  readonly warnings: readonly Finding[];
}

/**
 * Decides dialect, preamble and header from the first lines of a file; what the ruleset says wins. Throws RECON_FILE_NO_HEADER when
 * nothing could be a header or a row, and RECON_TOO_MANY_COLUMNS.
 */
export function decideLayout(headLines: readonly string[], rule: SideRule | undefined): Layout {
  const separator = separatorLine(headLines[0]);
  const start = rule?.skip_lines ?? (separator === undefined ? 0 : 1);
  const lines = headLines.slice(start, start + decidingLines);
  if (lines.every((line) => isBlank(line))) {
    throw new ReconcylError(
      'RECON_FILE_NO_HEADER',
      start > 0 ? `After ${start} skipped lines only blank lines follow.` : 'It has only blank lines.',
    );
  }
  const delimiter =
    rule?.delimiter === 'tab' ? '\t' : (rule?.delimiter ?? separator ?? chooseDelimiter(lines, rule?.quote));
  const quote = rule?.quote === 'none' ? '' : (rule?.quote ?? chooseQuote(lines, delimiter));
  const rules = { delimiter, quote, escape: rule?.escape ?? chooseEscape(lines, delimiter, quote) } as const;
  const records = cutHead(lines, rules, start + 1);
  const table = findTable(records, rules, rule);
  const first: HeadRecord | undefined = records[table.first];
  if (first === undefined) throw new ReconcylError('RECON_FILE_NO_HEADER', 'No line of it reads as a record.');

  const columnCount = first.cells().length;
  if (columnCount > maxColumns) {
    throw new ReconcylError('RECON_TOO_MANY_COLUMNS', `Found ${columnCount} columns; at most ${maxColumns} are read.`);
  }
  const named = table.hasHeader ? nameColumns(first.cells()) : { names: numberedColumns(columnCount), warnings: [] };
  return {
    dialect: { ...rules, hasHeader: table.hasHeader, preambleLines: first.line - 1 },
    columns: named.names,
    header: table.hasHeader ? first.cells().map(trimBlanks) : undefined,
    headerLines: table.hasHeader ? first.lines : 0,
    closingDelimiter: table.closingDelimiter,
    quoteInPreamble: quote !== '' && headLines.slice(0, first.line - 1).some((line) => line.includes(quote)),
    warnings: [...table.warnings, ...named.warnings],
  };
}
