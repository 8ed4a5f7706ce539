/**
 * How the cells of one column on one side become canonical values. Plain data, so that it can be stored with a plan; made by
 * `inferColumnKinds`, consumed by `canonicalSql`.
 */
export type CanonicalSpec = TextSpec | DecimalSpec | DateSpec | TimestampSpec | BooleanSpec;

interface SpecBase {
  /** Words that mean a blank cell: compared after trimming, case ignored. */
  readonly nulls: readonly string[];
  /** Lists of words that mean the same: each stands for the first of its list. */
  readonly equivalents?: readonly (readonly string[])[];
  /** RE2 expression whose first group is taken instead of the cell; a cell without match stays as it is. */
  readonly extract?: string;
}

export interface TextSpec extends SpecBase {
  readonly kind: 'text';
  readonly keepCase?: boolean;
  readonly collapseBlanks?: boolean;
  readonly ignoreAccents?: boolean;
  readonly ignorePunctuation?: boolean;
  readonly ignoreLeadingZeros?: boolean;
  readonly nfkc?: boolean;
}

export interface DecimalSpec extends SpecBase {
  readonly kind: 'decimal';
  /** Name of a row of `decimalFormats`. */
  readonly format: string;
  /** All digits of the widest value, up to 38; up to 18 is 100 times as fast. The same on both sides, or the sums would differ. */
  readonly width: number;
  /** Digits after the decimal separator. A value with more does not read: it is never rounded. */
  readonly scale: number;
  /** `1E2` reads as 100. Without it an exponent counts only beside a decimal separator or a sign. */
  readonly bareExponent?: boolean;
  /** Every value of the column is known to be written without decoration: plain digits, separators and a sign in front. */
  readonly plain?: boolean;
  /** Values are written with %: 12% is 0.12. The scale counts the digits after that. */
  readonly percent?: boolean;
  /** Some values carry a currency sign or code, which is part of the value. */
  readonly currency?: boolean;
  /** Factor, as exact text. */
  readonly multiply?: string;
  readonly negate?: boolean;
  readonly round?: { readonly scale: number; readonly mode: 'half_away_from_zero' | 'half_even' | 'towards_zero' };
  readonly nullAsZero?: boolean;
  /** The cell is an amount made of a debit and a credit: how many zeros it has says nothing. */
  readonly derived?: boolean;
}

export interface DateSpec extends SpecBase {
  readonly kind: 'date';
  /** Name of a date format, or `excel_serial`. */
  readonly format: string;
  /** Two-digit years below it mean 20xx, the others 19xx; 70 when absent. */
  readonly pivot?: number;
}

export interface TimestampSpec extends SpecBase {
  readonly kind: 'timestamp';
  /** Name of a timestamp format, or of a date format: a day is its midnight. */
  readonly format: string;
  /** IANA zone of values without one; UTC when absent. */
  readonly zone?: string;
  readonly pivot?: number;
  /** What is smaller than this unit is cut. */
  readonly precision?: 'day' | 'hour' | 'minute' | 'second' | 'millisecond';
  /** IANA zone whose clock is cut, the same on both sides; UTC when absent. The value is then local time of that zone. */
  readonly cutZone?: string;
}

export interface BooleanSpec extends SpecBase {
  readonly kind: 'boolean';
  /** Compared as text is: trimmed, case ignored. */
  readonly trueWords: readonly string[];
  readonly falseWords: readonly string[];
}
