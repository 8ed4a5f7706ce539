import type { Cause, ColumnKind, Finding, NearMiss } from '@reconcyl/contracts';
import type { Dialect, InspectRequest } from '../types.ts';

/** Asks for the story of one record. `key` of the inspection names the key's columns, `record` holds its cells. */
export interface ExplainRecordRequest extends InspectRequest {
  /** The key's cells, in the order of the key's columns, as written on either side. */
  readonly record: readonly string[];
}

/** Everything there is to tell of one key: plain data, to be rendered by whoever asked. */
export interface RecordStory {
  readonly files: { readonly source: FileStory; readonly target: FileStory };
  readonly key: KeyStory;
  /** Every pair and every record without partner that the key has; empty where neither file has it. By source line. */
  readonly records: readonly PairStory[];
}

/** How a file was read. */
export interface FileStory {
  readonly name: string;
  readonly encoding: { readonly label: string; readonly why: string };
  readonly dialect: Dialect;
  readonly rows: number;
  readonly warnings: readonly Finding[];
}

export interface KeyStory {
  readonly columns: readonly string[];
  readonly inferred: boolean;
  /** Nothing was a key: records were matched whole. */
  readonly wholeRow: boolean;
  readonly asked: readonly string[];
  /** What is compared of the asked cells, as each side reads them; null is blank. */
  readonly canonical: { readonly source: readonly (string | null)[]; readonly target: readonly (string | null)[] };
}

/** Two matched records, or one without a partner. */
export interface PairStory {
  /** `in_group`: one of several records that were matched with one, or the one. */
  readonly outcome: 'agrees' | 'differs' | 'missing_in_target' | 'missing_in_source' | 'in_group';
  /** Physical lines, from 1; null where the side has no such record. */
  readonly sourceLine: number | null;
  readonly targetLine: number | null;
  /** Why it is missing, where more can be said than that its key is not on the other side (see `missingReasons`). */
  readonly reason?: string;
  readonly nearMiss?: NearMiss;
  /** In the order of the plan. */
  readonly columns: readonly ColumnStory[];
}

export interface CellStory {
  /** The cell as it stands in the file, '' when blank. */
  readonly raw: string;
  /** What is compared: exact decimal text, `2025-03-31`, `2025-03-31 10:00:00`, or normalised text; null is blank. */
  readonly canonical: string | null;
  /** Whether the cell reads in the column's kind; one that does not is compared as text. */
  readonly reads: boolean;
}

export interface ColumnStory {
  readonly name: string;
  readonly targetName: string;
  readonly kind: ColumnKind;
  readonly isKey: boolean;
  /** Null where the side has no record. */
  readonly source: CellStory | null;
  readonly target: CellStory | null;
  readonly judged: 'same_text' | 'same_value' | 'forgiven' | 'differs' | 'not_compared';
  /** Present when it differs. */
  readonly cause?: Cause;
  readonly also?: readonly Cause[];
  /** Target minus source. */
  readonly delta?: string;
  /** One sentence that says why it was judged so. */
  readonly why: string;
}
