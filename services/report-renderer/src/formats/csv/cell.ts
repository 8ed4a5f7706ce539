/**
 * What a spreadsheet would run: after blanks and characters that nobody sees, one of `= + - @`, full-width forms included
 * (a spreadsheet set to Japanese or Chinese takes them as the plain ones).
 */
const formula = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u;

/** A whole cell that is a number: sign, grouped or plain digits, decimals, exponent, percent. It cannot do anything. */
const number =
  /^\s*[+\-＋－]?(?=[.,]?[\d０-９])(?:[\d０-９]{1,3}(?:([.,' \u00a0\u202f])[\d０-９]{2,3})(?:\1[\d０-９]{2,3})*|[\d０-９]*)(?:[.,][\d０-９]*)?(?:[eE][+-]?\d{1,3})?\s*[%％]?\s*$/u;

/** A cell that a spreadsheet will show and never run: what would be a formula gets a `'`, numbers stay as they are. */
export function harmless(cell: string): string {
  return formula.test(cell) && !number.test(cell) ? `'${cell}` : cell;
}

/** One line of CSV (RFC 4180) with CRLF; every cell is made harmless, headers too. */
export function csvRecord(cells: readonly string[]): string {
  // A single blank cell would else read as the empty line that separates sections.
  if (cells.length === 1 && cells[0] === '') return '""\r\n';
  return `${cells.map((cell) => quoted(harmless(cell))).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
