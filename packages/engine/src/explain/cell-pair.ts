/** Two differing cells of one column, as SQL found them. */
export interface CellPair {
  /** The cells as they stand in the files, '' when blank. */
  readonly source: string;
  readonly target: string;
  /** Canonical values, see `CellValue`. */
  readonly sourceValue: CellValue;
  readonly targetValue: CellValue;
  /**
   * Source minus target of a decimal column as plain decimal text, before rounding; a cell that is no number counts as 0. Null in any
   * other column.
   */
  readonly amount: string | null;
}

/**
 * A canonical value as text: a decimal with all digits of its column's scale, `2025-03-31`, `2025-03-31 10:00:00`, or normalised
 * text. Null is blank. A cell that does not read in its column's kind is normalised text behind `textMark`.
 */
export type CellValue = string | null;

/** In front of the text of a cell that does not read in the kind of its column. No decimal, date or time begins so. */
export const textMark = 'text:';

/** Whether the value was read in a kind other than text. */
export function isRead(value: CellValue): value is string {
  return value !== null && !value.startsWith(textMark);
}

/** The normalised text of a cell that did not read. */
export function unreadText(value: string): string {
  return value.startsWith(textMark) ? value.slice(textMark.length) : value;
}
