import type { Cause, ColumnKind, ColumnRule, Counts, Verdict } from '@reconcyl/contracts';
import type { Exact } from './exact.ts';

/** One file, already read. `lines` are the physical lines on which the rows begin. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
}

export interface SideColumn {
  /** The cell of a row, as it stands in the file. */
  readonly cell: (row: readonly string[]) => string;
  readonly format?: string;
  readonly zone: string;
  readonly multiply?: Exact;
  readonly negate: boolean;
  /** Most of its numbers are written with %, and the others do not read; else those with % do not. */
  readonly percent: boolean;
  readonly extract?: string;
  /** An amount made of two columns. */
  readonly pair?: DebitCredit;
}

export interface DebitCredit {
  readonly debit: (row: readonly string[]) => string;
  readonly credit: (row: readonly string[]) => string;
  readonly reverse: boolean;
  readonly format: string;
}

/** A compared column: everything is decided. */
export interface OracleColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly isKey: boolean;
  readonly rule: ColumnRule;
  readonly nulls: readonly string[];
  readonly source: SideColumn;
  readonly target: SideColumn;
}

export type Value =
  | { readonly is: 'null' }
  | { readonly is: 'text'; readonly text: string; readonly unreadable: boolean }
  | { readonly is: 'number'; readonly value: Exact; readonly currency?: string }
  | { readonly is: 'day'; readonly day: number }
  | { readonly is: 'instant'; readonly micros: bigint; readonly day: number }
  | { readonly is: 'boolean'; readonly value: boolean };

/** What is known of one cell. */
export interface Cell {
  /** As it stands in the file. */
  readonly raw: string;
  readonly value: Value;
  /** Blank, or a word that means so; also where null counts as 0. */
  readonly isNull: boolean;
  /** For control totals: after format, multiplier and sign, before rounding, nulls and equivalents; 0 for what is no number. */
  readonly amount: Exact;
  readonly currency?: string;
}

export interface Row {
  readonly line: number;
  readonly row: readonly string[];
  readonly cells: readonly Cell[];
}

export interface OracleDifference {
  readonly column: string;
  readonly source: string;
  readonly target: string;
  readonly causes: readonly Cause[];
  readonly delta?: string;
}

export interface OracleBreak {
  readonly kind: 'missing_in_target' | 'missing_in_source' | 'discrepancy';
  readonly sourceLine: number | null;
  readonly targetLine: number | null;
  readonly reason?: string | undefined;
  readonly differences: readonly OracleDifference[];
}

export interface OracleDuplicate {
  readonly sourceLines: readonly number[];
  readonly targetLines: readonly number[];
  readonly keyCollision: boolean;
  readonly sumsAgree: readonly string[];
}

export interface OracleColumnStatistics {
  readonly name: string;
  readonly compared: number;
  readonly differing: number;
  readonly normalised: number;
  readonly forgiven: number;
  readonly nulls: { readonly source: number; readonly target: number };
  readonly unreadable: { readonly source: number; readonly target: number };
}

export interface OracleTotal {
  readonly column: string;
  readonly currency?: string;
  readonly source_sum: string;
  readonly target_sum: string;
  readonly difference: string;
  readonly listed_differences: string;
  readonly forgiven_differences: string;
  readonly group_differences: string;
  readonly missing_in_target: string;
  readonly missing_in_source: string;
  readonly gross_difference: string;
  readonly differing: number;
}

export interface OracleResult {
  readonly verdict: Verdict;
  readonly counts: Omit<Counts, 'rejected_in_source' | 'rejected_in_target'>;
  readonly breaks: readonly OracleBreak[];
  readonly duplicates: readonly OracleDuplicate[];
  readonly columns: readonly OracleColumnStatistics[];
  readonly totals: readonly OracleTotal[];
  /** Whether a key, or a blank one, stands on several records of both sides. */
  readonly pairsInSeveralWays: boolean;
}
