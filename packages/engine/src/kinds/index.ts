export { canonicalSql, fallbackTextSql, isUnreadableSql, textSpecOf } from './canonical.ts';
export type {
  BooleanSpec,
  CanonicalSpec,
  DateSpec,
  DecimalSpec,
  TextSpec,
  TimestampSpec,
} from './canonical-spec.ts';
export { checkFormat } from './check-format.ts';
export { currencyCodes } from './currencies.ts';
export { decimalsSql, decimalTextSql, mostDecimalDigits, wholeDigitsSql } from './decimal.ts';
export { decimalFormats } from './decimal-formats.ts';
export { amountValueSql, currencySql, digitsOfValue, writtenNumberSql } from './decimal-value.ts';
export { inferColumnKinds } from './infer/infer-column-kinds.ts';
export type { ColumnRules } from './infer/rules.ts';
export type {
  InferenceRequest,
  InferredColumn,
  PairRequest,
  Queryable,
  SideTable,
  UndecidedOrder,
} from './infer/types.ts';
export { dateFormats, temporalFormats } from './temporal-formats.ts';
export { textCanonicalSql } from './text.ts';
