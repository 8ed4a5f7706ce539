import type { ColumnKind, Finding, Side } from '@reconcyl/contracts';
import type { Cell } from '../../duckdb/cells.ts';
import type { CanonicalSpec } from '../canonical-spec.ts';
import type { ColumnRules } from './rules.ts';

/** The part of a `Database` that inference needs. */
export interface Queryable {
  query(sql: string): Promise<Cell[][]>;
}

/** A table or view of one file: columns `c0`, `c1` … of VARCHAR, NULL where a cell is blank. */
export interface SideTable {
  /** Its name, unquoted. */
  readonly table: string;
  /** Rows of the file. Where the table holds fewer it is a sample, and the specs also read what it does not show. */
  readonly rows: number;
  /** IANA zone of times without one. */
  readonly zone?: string | undefined;
}

/** A pair of columns whose kind is asked for. */
export interface PairRequest {
  /** Name that warnings and settings use: the one in the source file. */
  readonly name: string;
  /** Position of the column, from 0; -1 when this side has none, which counts as a blank one. */
  readonly sourceIndex: number;
  readonly targetIndex: number;
  /** From the ruleset: wins over what the values say. */
  readonly kind?: ColumnKind | undefined;
  readonly formats?: { readonly source?: string | undefined; readonly target?: string | undefined } | undefined;
  /** On such a side no file wrote the cells: they are amounts made of a debit and a credit, in digits and with a point. */
  readonly derived?: Readonly<Record<Side, boolean>> | undefined;
  /** Kind of a column that has no values, by what its rules are for; text when absent. */
  readonly kindWithoutValues?: ColumnKind | undefined;
  /** Words that mean a blank cell. */
  readonly nulls: readonly string[];
  readonly rules?: ColumnRules | undefined;
}

export interface InferenceRequest {
  readonly source: SideTable;
  readonly target: SideTable;
  readonly pairs: readonly PairRequest[];
}

/** What a pair of columns is, and how each side's cells become canonical. */
export interface InferredColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** How each side writes it; absent for text. */
  readonly formats?: { readonly source: string; readonly target: string };
  readonly specs: { readonly source: CanonicalSpec; readonly target: CanonicalSpec };
  /** False when the ruleset gave the kind, or formats that imply it. */
  readonly inferred: boolean;
  /** What the kind was decided on, for people: counts, never cell values. */
  readonly evidence: string;
  /** Whole numbers that count nothing: codes and counters, of which no sum is taken. */
  readonly identifierLike?: boolean;
  /** Every value is an ISO code of a currency. */
  readonly currencyCodes?: boolean;
  /** Each names the setting that decides otherwise. */
  readonly warnings: readonly Finding[];
  /** A question that only the matched rows can answer; until then the column is text. */
  readonly undecided?: UndecidedOrder;
}

/** One side's dates may have the day or the month first, and the other side is certain. */
export interface UndecidedOrder {
  readonly side: Side;
  /** The column read with the day first, and with the month first. */
  readonly candidates: readonly [dayFirst: InferredColumn, monthFirst: InferredColumn];
}
