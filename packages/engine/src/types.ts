import type {
  ColumnKind,
  Finding,
  KeyCandidate,
  LineCounts,
  Reject,
  Rename,
  ResultRole,
  Ruleset,
  SetAside,
  Side,
  SideRule,
  StoredRuleset,
} from '@reconcyl/contracts';

import type { CanonicalSpec } from './kinds/index.ts';
import type { LineIndex } from './reading/line-index.ts';

/** A file on the local disk, under a name that we chose: user names never reach DuckDB. */
export interface FileInput {
  readonly path: string;
  /** The name the user gave it; only shown. */
  readonly displayName: string;
}

/** The dialect of a file, decided from its head and held against the whole. */
export interface Dialect {
  /** One character. */
  readonly delimiter: string;
  /** Quote character, or '' when the file has none. */
  readonly quote: '"' | "'" | '';
  readonly escape: 'doubled' | 'backslash';
  readonly hasHeader: boolean;
  /** Physical lines above the header (or above the first row, when there is no header). */
  readonly preambleLines: number;
}

/**
 * Physical line of a record from its ordinal (0-based; rejects and what the reader sets aside are not counted, records out of scope
 * and closing rows are): the last step whose `ordinal` is not above it gives `line + (ordinal - step.ordinal)`. A file without line breaks in quotes, rejects and empty lines has one step.
 */
export interface LineMap {
  readonly steps: readonly { readonly ordinal: number; readonly line: number }[];
}

/** A condition of a side's scope, with its column found; all that are given hold for a record that is compared. */
export interface ScopeCondition {
  /** Position of the column in the file, from 0. */
  readonly index: number;
  /** One of these words, compared as text. */
  readonly in?: readonly string[];
  /** Inclusive bounds. */
  readonly from?: string;
  readonly to?: string;
  /** How the column's numbers or dates are read, where the bounds are such: a cell that does not read is compared as text. */
  readonly spec?: CanonicalSpec;
}

/** A row at the end of a file that states totals. */
export interface ClosingRow {
  /** Ordinal among all records of the file, those out of scope included. */
  readonly ordinal: number;
  /** Physical lines that it covers. */
  readonly lines: number;
  readonly cells: readonly string[];
  /** Positions of the cells by which it is known: no other record of the file has the same in all of them. */
  readonly by: readonly number[];
}

/** Which records of a file are left out of the comparison, as data: `sideRelation` leaves them out. */
export interface SetAsideRules {
  readonly scope: readonly ScopeCondition[];
  /** Records out of scope, and the physical lines that they cover. */
  readonly outOfScope: { readonly records: number; readonly lines: number };
  readonly closing: readonly ClosingRow[];
  /** What there is to say of it. */
  readonly warnings: readonly Finding[];
}

/** One side as it will be read: everything that was decided about the file, and where DuckDB finds its records. */
export interface Reading {
  readonly side: Side;
  readonly displayName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly encoding: { readonly label: string; readonly why: string };
  readonly dialect: Dialect;
  /** Column names as shown: trimmed, empty ones `column_3`, repeated ones numbered. */
  readonly columns: readonly string[];
  readonly lines: LineCounts;
  /** Number of records that are compared; those that are set aside do not count. */
  readonly rows: number;
  /** Records that are left out of the comparison; absent where the file has none. */
  readonly setAside?: SetAsideRules;
  readonly lineMap: LineMap;
  /** Rejected lines in file order, verbatim. */
  readonly rejects: readonly Reject[];
  /** Lines that read as records and were set aside in file order, without those out of scope. */
  readonly setAsideRecords: readonly SetAside[];
  /** The last records, where the careful reader has seen them. */
  readonly lastRecords?: readonly (readonly string[])[];
  readonly warnings: readonly Finding[];
  /**
   * `direct`: DuckDB reads the file itself, and must find exactly `rows` records of exactly these columns, else the file is
   * read again carefully. `clean`: the careful reader wrote the records as plain UTF-8 CSV (comma, `"`, LF, no header).
   */
  readonly mode: 'direct' | 'clean';
  readonly csv: CsvSource;
  /** Where the lines of a large file that is read directly are found by their text. */
  readonly lineIndex?: LineIndex;
}

/** What DuckDB needs to read the records: nothing is detected a second time. */
export interface CsvSource {
  readonly path: string;
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  /** Physical lines before the first record. */
  readonly skipLines: number;
  readonly columnCount: number;
  /** Bytes of the longest record, where it is known and above 2 MB (the default bound). */
  readonly maxRecordBytes?: number | undefined;
}

/**
 * What the plan keeps of a reading. The rest (path, line map, the rejected lines themselves) is found again from the file, so
 * that a plan holds no path of a machine and no lines of a file.
 */
export type PlannedReading = Omit<
  Reading,
  'csv' | 'lineMap' | 'lineIndex' | 'rejects' | 'setAsideRecords' | 'lastRecords'
> & {
  readonly csv: Omit<CsvSource, 'path'>;
};

/** One pair of columns of the plan. */
export interface ColumnPlan {
  /** Name in the source file; stands for the pair everywhere. */
  readonly name: string;
  readonly targetName: string;
  /** Position of the column in each file, from 0; the file's number of columns for an amount made of debit and credit. */
  readonly sourceIndex: number;
  readonly targetIndex: number;
  readonly kind: ColumnKind;
  /** How each side writes it; absent for text. */
  readonly formats?: { readonly source: string; readonly target: string };
  /** How the cells of each side become canonical values. */
  readonly specs: { readonly source: CanonicalSpec; readonly target: CanonicalSpec };
  readonly inferred: boolean;
  /** What the kind was decided on, for people: counts, never cell values. */
  readonly evidence: string;
  readonly nulls: readonly string[];
  readonly tolerance?: { readonly absolute?: string; readonly percent?: string; readonly total?: string };
  /** Dates that are this near to each other agree. */
  readonly window?: {
    readonly days: number;
    readonly business: boolean;
    /** ISO week days, 1 is Monday. */
    readonly weekend: readonly number[];
    /** `yyyy-MM-dd`, rising. */
    readonly holidays: readonly string[];
    readonly direction?: 'target_later' | 'target_earlier';
  };
  /** Whole numbers that are codes or counters: of them no totals are taken. */
  readonly identifierLike?: boolean;
  /** Name of the column (one of the plan's) whose codes are the currency of the amounts. */
  readonly currencyColumn?: string;
}

/**
 * Everything that a run does, with nothing left to infer: printable, stored with the result. The same plan over the same files
 * gives the same answer.
 */
export interface Plan {
  readonly engineVersion: string;
  readonly ruleset?: {
    readonly name?: string;
    readonly version: number;
    readonly sha256: string;
    readonly stored?: StoredRuleset;
  };
  readonly readings: { readonly source: PlannedReading; readonly target: PlannedReading };
  readonly key: {
    /** Names of columns of `columns`. */
    readonly columns: readonly string[];
    readonly inferred: boolean;
    /** Nothing was a key: `columns` are all compared columns, and records pair only where they agree in all of them. */
    readonly wholeRow?: boolean;
    /** A key stands twice among the records of a side that were inspected, in a pair that could stream: it is loaded all the same. */
    readonly repeats?: boolean;
    readonly candidates?: readonly KeyCandidate[];
  };
  readonly duplicates: 'pair' | 'report' | 'fail';
  /** A column that only one side has is a break. */
  readonly strictColumns: boolean;
  readonly oneToMany?: OneToManyPlan;
  /** Compared and key columns, in the order of the source file. */
  readonly columns: readonly ColumnPlan[];
  readonly notCompared: {
    readonly sourceOnly: readonly string[];
    readonly targetOnly: readonly string[];
    readonly ignored: readonly string[];
    readonly likelyRenames: readonly Rename[];
  };
  /** How the ruleset says each file is to be read: a careful reading needs it again. */
  readonly sideRules: { readonly source?: SideRule | undefined; readonly target?: SideRule | undefined };
  readonly maxRejects?: Ruleset['max_rejects'];
  readonly debitCredit: {
    readonly source?: DebitCreditPlan;
    readonly target?: DebitCreditPlan;
  };
  readonly warnings: readonly Finding[];
}

/** One record against several of the other side; names are of columns of the plan. */
export interface OneToManyPlan {
  readonly amount: string;
  readonly date?: string;
  readonly windowDays: number;
  readonly same: readonly string[];
  readonly maxParts: number;
}

export interface DebitCreditPlan {
  readonly debitIndex: number;
  readonly creditIndex: number;
  readonly debit: CanonicalSpec;
  readonly credit: CanonicalSpec;
  readonly as: string;
  readonly reverse: boolean;
}

export interface EngineProgress {
  readonly phase: 'read' | 'inspect' | 'compare' | 'write';
  /** 0 to 1 over the whole call, never going back. */
  readonly fraction: number;
  /** Records of both files that have been read so far. */
  readonly rowsRead?: number;
  /** Seconds that are left, once they can be judged. */
  readonly etaSeconds?: number;
}

export interface EngineOptions {
  /** A private folder of this run; the engine creates it, and removes what it made there when it ends, well or not. */
  readonly workDir: string;
  readonly threads?: number | undefined;
  readonly memoryBytes?: number | undefined;
  /** Bound of what a compressed file unpacks to; 20 GiB when absent. */
  readonly maxUnpackedBytes?: number | undefined;
  /** Records for each column from which on files are compared as they are read, not loaded first. Tests lower it. */
  readonly streamedRowsPerColumn?: number | undefined;
  /** Cells of a side up to which one thread works, however many `threads` there are; for tests that are to see several. */
  readonly oneThreadUpToCells?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EngineProgress) => void) | undefined;
}

export interface InspectRequest extends EngineOptions {
  readonly source: FileInput;
  readonly target: FileInput;
  readonly ruleset?: Ruleset | undefined;
  /** Where the ruleset is stored, which the result tells. */
  readonly storedRuleset?: StoredRuleset | undefined;
  /** Key columns that win over the ruleset's. */
  readonly key?: readonly string[] | undefined;
}

export interface ReconcileRequest extends EngineOptions {
  readonly source: FileInput;
  readonly target: FileInput;
  readonly plan: Plan;
  /** Folder of the previous result of this name: breaks then tell whether they are new. */
  readonly previousDir?: string | undefined;
  /** Existing folder that gets the files of the result, see `resultFiles`. */
  readonly outDir: string;
}

/** Names of the files of a result by role. Summary and breaks are always there, any other list only when it is not empty. */
export const resultFiles = {
  summary: 'summary.json',
  breaks: 'breaks.parquet',
  duplicates: 'duplicates.parquet',
  rejects: 'rejects.parquet',
  setAside: 'set-aside.parquet',
  groups: 'groups.parquet',
  resolved: 'resolved.parquet',
} as const satisfies Record<ResultRole, string>;
