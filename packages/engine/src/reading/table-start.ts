import type { Finding, SideRule } from '@reconcyl/contracts';
import { isBlank, trimBlanks } from '../blanks.ts';
import { countByFields } from './dialect.ts';
import type { HeadRecord } from './head-records.ts';
import type { QuoteRules } from './scan-line.ts';

export interface TableStart {
  /** Index of the first record of the table: its header, or its first row when there is none. */
  readonly first: number;
  readonly hasHeader: boolean;
  /** Rows end in one delimiter more than the header names columns. */
  readonly closingDelimiter: boolean;
  readonly warnings: readonly Finding[];
}

/** Records looked at to tell a header from a row. */
const bodySample = 50;

/** Finds the table under the preamble lines that bank exports put above it. */
export function findTable(records: readonly HeadRecord[], rules: QuoteRules, rule: SideRule | undefined): TableStart {
  const usual = usualFields(records);
  const isFixed = rule?.skip_lines !== undefined;
  const first = isFixed ? records.findIndex(({ fields }) => fields > 0) : firstOfTable(records, usual);
  const hasHeader = rule?.header ?? !looksLikeRow(records, first);
  const warnings: Finding[] = [];
  if (!hasHeader && rule?.header === undefined) {
    warnings.push({
      code: 'header_missing',
      message: 'The first line of the table looks like a row, so the columns are called column_1, column_2 and so on.',
    });
  }
  const fields = records[first]?.fields ?? 0;
  const body = records.slice(first + 1).filter((record) => record.fields === fields + 1);
  const open = body.filter((record) => !record.text.endsWith(rules.delimiter)).length;
  // A few rows with text in the additional cell are rejects; many of them show a column that the header lacks.
  const isClosing = open < body.length / 2 && open <= Math.max(1, body.length / 10);
  const closingDelimiter = hasHeader && usual === fields + 1 && isClosing;
  if (closingDelimiter) {
    warnings.push({
      code: 'closing_delimiter',
      message: 'Every row ends in one delimiter more than the header; the empty cell after it is left out.',
    });
  }
  return { first, hasHeader, closingDelimiter, warnings };
}

/** The number of fields that most records have; the larger where two are equal. */
function usualFields(records: readonly HeadRecord[]): number {
  let best = { fields: 1, weight: 0 };
  for (const [fields, count] of countByFields(records)) {
    if (fields === 0) continue;
    const weight = count * (1 - 0.5 ** fields);
    if (weight > best.weight || (weight === best.weight && fields > best.fields)) best = { fields, weight };
  }
  return best.fields;
}

function firstOfTable(records: readonly HeadRecord[], usual: number): number {
  const candidates = records.map(({ fields }, index) => (fields === usual ? index : -1)).filter((index) => index >= 0);
  const first = skipPadded(records, candidates);
  const before = records[first - 1];
  const record = records[first];
  if (before === undefined || record === undefined || before.fields < 2 || record.afterEmptyLine) return first;
  // A header with fewer or more names than the rows have cells must not pass for preamble, and the first row for the header.
  if (before.fields > usual) return first - 1;
  const closes = before.fields === usual - 1 && isBlank(record.cells().at(-1) ?? '');
  const rowUnderHeader =
    before.fields >= usual / 2 &&
    looksLikeRow(records, first) &&
    !before.cells().some((cell) => shape(cell) !== 'text');
  return closes || rowUnderHeader ? first - 1 : first;
}

/** Spreadsheets pad preamble lines with delimiters: lines that are mostly blank above one that is full are no header. */
function skipPadded(records: readonly HeadRecord[], candidates: readonly number[]): number {
  const filled = (index: number): number => records[index]?.cells().filter((cell) => !isBlank(cell)).length ?? 0;
  const sample = candidates.slice(0, bodySample);
  const most = Math.max(...sample.map(filled), 0);
  const full = sample.find((index) => filled(index) * 2 > most);
  return full ?? candidates[0] ?? 0;
}

/** Whether the record at `first` is a row and not a header: a cell of it is a number or date as the cells under it are. */
function looksLikeRow(records: readonly HeadRecord[], first: number): boolean {
  const record = records[first];
  if (record === undefined) return false;
  const body = records.slice(first + 1, first + 1 + bodySample).filter(({ fields }) => fields === record.fields);
  if (body.length === 0) return false;
  const rows = body.map((row) => row.cells());
  let rowLike = false;
  for (const [index, cell] of record.cells().entries()) {
    const own = shape(cell);
    const below = rows.map((cells) => shape(cells[index] ?? '')).filter((one) => one !== 'blank');
    const numeric = below.filter((one) => one !== 'text').length;
    if (own === 'text' && numeric * 2 > below.length) return false;
    if ((own === 'decimal' || own === 'date') && below.filter((one) => one === own).length * 2 > below.length)
      rowLike = true;
  }
  return rowLike;
}

type Shape = 'blank' | 'text' | 'integer' | 'decimal' | 'date';

/** A rough look at a cell, only to tell names from values. */
function shape(cell: string): Shape {
  const text = trimBlanks(cell);
  if (text === '') return 'blank';
  if (text.length > 40) return 'text';
  if (/^\d{4}-\d{2}-\d{2}([T ].*)?$/.test(text) || /^\d{1,2}([./-])\d{1,2}\1(\d{4}|\d{2})$/.test(text)) return 'date';
  if (/^[-+]?\d+$/.test(text)) return 'integer';
  if (/^[-+(]?[\d.,' ]*\d[.,]\d+\)?$/.test(text)) return 'decimal';
  return 'text';
}
