import type { Break, BreakKind, Duplicate, Reject, Summary } from '@reconcyl/contracts';

/**
 * What a report needs of a result. The engine's reader has it; so has anything that holds a result in memory. A report walks
 * each listing as often as it needs, and never holds one; it does not close the reader.
 */
export interface ResultReader {
  readonly summary: () => Promise<Summary>;
  /** Breaks of one kind in the order of their ordinals, at most `limit` of them. */
  readonly eachBreak: (query: { readonly kind: BreakKind; readonly limit?: number }) => AsyncIterable<Break>;
  readonly eachReject: () => AsyncIterable<Reject>;
  readonly eachDuplicate: () => AsyncIterable<Duplicate>;
}
