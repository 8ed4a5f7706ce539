import type { Dialect } from '../types.ts';

export type QuoteRules = Pick<Dialect, 'delimiter' | 'quote' | 'escape'>;

/** What one physical line does to the record that it begins or continues. */
export interface LineScan {
  /** Delimiters outside quotes. */
  readonly delimiters: number;
  /** Whether the line ends inside a quoted cell. */
  readonly open: boolean;
  /** Whether text follows a closing quote, which no record has. The other members then hold up to there. */
  readonly broken: boolean;
  /** The line without the blanks that stand between a delimiter and a quote. */
  readonly text: string;
}

/**
 * Follows the quotes of one physical line. A quote opens a cell only at the cell's start (blanks before it do not count); in the
 * middle of an unquoted cell, as in `5" pipe`, it is a character like others. Linear in the line's length.
 */
export function scanLine(line: string, rules: QuoteRules, startsInQuote: boolean): LineScan {
  const { delimiter, quote } = rules;
  let text = '';
  let copiedTo = 0;
  let position = 0;
  let delimiters = 0;
  let inQuote = startsInQuote;
  const drop = (from: number, to: number) => {
    if (to > from) {
      text += line.slice(copiedTo, from);
      copiedTo = to;
    }
  };
  const result = (open: boolean, broken: boolean): LineScan => ({
    delimiters,
    open,
    broken,
    text: copiedTo === 0 ? line : text + line.slice(copiedTo),
  });

  for (;;) {
    if (!inQuote) {
      const start = skipBlanks(line, position, delimiter);
      if (quote === '' || line[start] !== quote) {
        const next = line.indexOf(delimiter, position);
        if (next < 0) return result(false, false);
        delimiters++;
        position = next + delimiter.length;
        continue;
      }
      drop(position, start);
      position = start + 1;
    }
    const closing = closingQuote(line, position, rules);
    if (closing < 0) return result(true, false);
    inQuote = false;
    const after = skipBlanks(line, closing + 1, delimiter);
    const atEnd = after === line.length;
    if (!atEnd && !line.startsWith(delimiter, after)) return result(false, true);
    drop(closing + 1, after);
    if (atEnd) return result(false, false);
    delimiters++;
    position = after + delimiter.length;
  }
}

function skipBlanks(line: string, from: number, delimiter: string): number {
  let position = from;
  while ((line[position] === ' ' || line[position] === '\t') && line[position] !== delimiter) position++;
  return position;
}

/** Position of the quote that closes the cell, or -1. A doubled quote or one after a backslash does not close it. */
function closingQuote(line: string, from: number, rules: QuoteRules): number {
  const { quote } = rules;
  if (rules.escape === 'backslash') {
    for (let position = from; position < line.length; position++) {
      if (line[position] === '\\') position++;
      else if (line[position] === quote) return position;
    }
    return -1;
  }
  let position = from;
  for (;;) {
    const found = line.indexOf(quote, position);
    if (found < 0 || line[found + 1] !== quote) return found;
    position = found + 2;
  }
}
