/**
 * How the cells of one column on one side become canonical values. Plain data, so that it can be stored with a plan; made by
 * `inferColumnKinds`, consumed by `canonicalSql`.
 */
export type CanonicalSpec = TextSpec | DecimalSpec | DateSpec | TimestampSpec;

interface SpecBase {
  /** Words that mean a blank cell: compared after trimming, case ignored. */
  readonly nulls: readonly string[];
}

export interface TextSpec extends SpecBase {
  readonly kind: 'text';
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
}

export interface DateSpec extends SpecBase {
  readonly kind: 'date';
  /** Name of a date format. */
  readonly format: string;
}

export interface TimestampSpec extends SpecBase {
  readonly kind: 'timestamp';
  /** Name of a timestamp format, or of a date format: a day is its midnight. */
  readonly format: string;
  /** IANA zone of values without one; UTC when absent. */
  readonly zone?: string;
}
