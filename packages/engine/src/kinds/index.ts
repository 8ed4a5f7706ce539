export { canonicalSql, isUnreadableSql } from './canonical.ts';
export type { CanonicalSpec, DateSpec, DecimalSpec, TextSpec, TimestampSpec } from './canonical-spec.ts';
export { checkFormat } from './check-format.ts';
export { decimalsSql, decimalTextSql, mostDecimalDigits, wholeDigitsSql } from './decimal.ts';
export { decimalFormats } from './decimal-formats.ts';
export { inferColumnKinds } from './infer/infer-column-kinds.ts';
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
