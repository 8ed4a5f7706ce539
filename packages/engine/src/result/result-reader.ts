import type {
  Break,
  BreakKind,
  Cause,
  Duplicate,
  Group,
  Reject,
  Resolved,
  SetAside,
  Summary,
} from '@reconcyl/contracts';
import type { Listing } from './listing.ts';

/** A piece of a list. `next` is there when more follows: give it as `after` of the next query. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next?: number;
}

export interface PageQuery {
  /** Ordinal of the last item that was seen. */
  readonly after?: number | undefined;
  /** At least 1. A page holds fewer items when they are very large. */
  readonly limit: number;
}

export interface BreaksFilter {
  readonly kind?: BreakKind | undefined;
  /** Only breaks that differ in this column, by its name in the source file. */
  readonly column?: string | undefined;
  /** Only breaks with a difference of this cause; in `column`, when that is given too. */
  readonly cause?: Cause | undefined;
}

export type BreaksQuery = BreaksFilter & PageQuery;

/**
 * Reads a finished result; every report, page and API answer is made from it. All lists come in the order of their ordinals and
 * in bounded memory; a list without a file is empty. A result that is damaged gives RECON_INTERNAL. Close it when done; lists that are left early need no care.
 */
export interface ResultReader {
  summary(): Promise<Summary>;
  breaks(query: BreaksQuery): Promise<Page<Break>>;
  eachBreak(query?: BreaksFilter & { readonly limit?: number | undefined }): Listing<Break>;
  rejects(query: PageQuery): Promise<Page<Reject>>;
  eachReject(): Listing<Reject>;
  duplicates(query: PageQuery): Promise<Page<Duplicate>>;
  eachDuplicate(): Listing<Duplicate>;
  eachSetAside(): Listing<SetAside>;
  eachGroup(): Listing<Group>;
  /** Breaks of the previous result that are no more. */
  eachResolved(): Listing<Resolved>;
  close(): Promise<void>;
}
