import type { Break, Duplicate, FileSummary, Group, Reject, Resolved, SetAside, Summary } from '@reconcyl/contracts';
import { createListing } from '@reconcyl/engine/result';
import type { ResultReader } from '../result-reader.ts';

export interface SampleResult {
  readonly summary: Summary;
  readonly breaks: readonly Break[];
  readonly duplicates: readonly Duplicate[];
  readonly rejects: readonly Reject[];
  readonly setAside: readonly SetAside[];
  readonly groups: readonly Group[];
  readonly resolved: readonly Resolved[];
}

/** A reader of a result that a test holds in memory. */
export function readerOf(result: SampleResult): ResultReader {
  const { summary, breaks, duplicates, rejects, setAside, groups, resolved } = result;
  return {
    summary: async () => summary,
    eachBreak: ({ kind, limit = Number.POSITIVE_INFINITY } = {}) =>
      listingOf(breaks.filter((item) => kind === undefined || item.kind === kind).slice(0, limit)),
    eachReject: () => listingOf(rejects),
    eachDuplicate: () => listingOf(duplicates),
    eachSetAside: () => listingOf(setAside),
    eachGroup: () => listingOf(groups),
    eachResolved: () => listingOf(resolved),
  };
}

/** In pieces of one item. */
function listingOf<Item>(items: readonly Item[]) {
  return createListing(async function* () {
    for (const item of items) yield [item];
  });
}

/** A ledger of five records against a bank statement of five: each kind of break once. */
export function sampleResult(): SampleResult {
  return {
    summary: sampleSummary(),
    breaks: sampleBreaks(),
    duplicates: sampleDuplicates(),
    rejects: sampleRejects(),
    setAside: [],
    groups: [],
    resolved: [],
  };
}

/** The same with everything that a result can tell beside: findings, what-if, near misses, groups, history. */
export function richResult(): SampleResult {
  const sample = sampleResult();
  return {
    ...sample,
    breaks: sample.breaks.map((item): Break => {
      if (item.kind === 'missing_in_target') {
        const nearMiss = { line: 8, key: ['A-1'], why: 'cells', agreeing_cells: 2, compared_cells: 3 } as const;
        const history = { status: 'persisting', age: 3, changed: true } as const;
        return { ...item, near_miss: { ...nearMiss, key: ['A-1'], ambiguous: true }, history };
      }
      return item.kind === 'discrepancy'
        ? { ...item, paired_by_order: true, history: { status: 'new', age: 1, changed: false } }
        : item;
    }),
    setAside: [{ side: 'source', line: 9, lines: 1, reason: 'closing_total', cells: ['', 'Total', '99.00'] }],
    groups: [
      {
        ...{ key: ['A-9'], by: 'sum', source_lines: [10], target_lines: [11, 12] },
        ...{ column: 'amount', sum: '1234.50', ambiguous: false },
      },
    ],
    resolved: [
      { key: ['A-7'], column: 'amount', kind: 'discrepancy', age: 2, how: 'by_rule' },
      { key: ['A-8'], kind: 'missing_in_source', age: 1, how: 'gone' },
    ],
    summary: {
      ...sample.summary,
      findings: [{ code: 'sign', message: 'Every amount differs in its sign.', columns: ['amount'], count: 5, of: 5 }],
      what_if: {
        key: [{ relaxation: 'ignore_leading_zeros', columns: ['id'], setting: 'ignore_leading_zeros: true', rows: 1 }],
        alone: [relaxation('tolerance_0.01', 2), relaxation('ignore_accents', 1)],
        together: [relaxation('tolerance_0.01', 2)],
      },
      over_time: { comparable: true, new: 1, persisting: 3, changed: 1, resolved: 2, by_rule: 1, gone: 1 },
      ruleset: {
        ...{ name: 'bank', version: 1, sha256: 'a'.repeat(64) },
        stored: { name: 'bank', version: 3 },
      },
    },
  };
}

function relaxation(name: string, rows: number): Summary['what_if']['alone'][number] {
  const amounts = [{ currency: 'EUR', amount: '0.02' }];
  return { relaxation: name, column: 'amount', setting: `columns.amount: ${name}`, cells: rows, rows, amounts };
}

/** Two files of two equal records. */
export function agreeingResult(): SampleResult {
  const { summary } = sampleResult();
  const lines = { total: 3, preamble: 0, header: 1, rows: 2, continuation: 0, set_aside: 0, empty: 0, rejected: 0 };
  return {
    summary: {
      ...summary,
      verdict: 'agree',
      sentence: 'All 2 records of both files agree in 3 columns; the key id was given.',
      counts: {
        source_rows: 2,
        target_rows: 2,
        agreeing: 2,
        discrepancies: 0,
        differing_cells: 0,
        missing_in_target: 0,
        missing_in_source: 0,
        source_in_groups: 0,
        target_in_groups: 0,
        duplicate_keys: 0,
        rejected_in_source: 0,
        rejected_in_target: 0,
      },
      files: {
        source: { ...summary.files.source, lines },
        target: { ...summary.files.target, lines },
      },
      control_totals: [],
      causes: [],
      what_if: { key: [], alone: [], together: [] },
      warnings: [],
      findings: [],
    },
    ...{ breaks: [], duplicates: [], rejects: [], setAside: [], groups: [], resolved: [] },
  };
}

function sampleSummary(): Summary {
  return {
    engine_version: '0.1.0',
    verdict: 'breaks',
    sentence:
      'Breaks found: 2 of 5 source records have discrepancies, 1 is missing in target, 1 target record is missing in source; the key id was inferred.',
    counts: {
      source_rows: 5,
      target_rows: 5,
      agreeing: 2,
      discrepancies: 2,
      differing_cells: 3,
      missing_in_target: 1,
      missing_in_source: 1,
      source_in_groups: 0,
      target_in_groups: 0,
      duplicate_keys: 1,
      rejected_in_source: 0,
      rejected_in_target: 1,
    },
    key: {
      columns: ['id'],
      inferred: true,
      whole_row: false,
      candidates: [
        { columns: ['id'], distinct_in_source: 1, distinct_in_target: 0.8, overlap: 0.8, agreeing_cells: 13 },
        { columns: ['date', 'amount'], distinct_in_source: 1, distinct_in_target: 1, overlap: 0.6, agreeing_cells: 9 },
      ],
    },
    files: { source: sourceFile(), target: targetFile() },
    columns: [
      column('id', { target_name: 'id', is_key: true }),
      column('date', {
        target_name: 'Datum',
        kind: 'date',
        format: { source: 'yyyy-MM-dd', target: 'dd.MM.yyyy' },
        differing: 1,
        normalised: 3,
      }),
      column('amount', {
        target_name: 'Betrag',
        kind: 'decimal',
        format: { source: '1234.56', target: '1.234,56' },
        differing: 1,
        normalised: 3,
      }),
      column('text', { target_name: 'text', differing: 1, nulls: { source: 0, target: 1 } }),
    ],
    not_compared: { source_only: ['cost centre'], target_only: [], ignored: [], likely_renames: [] },
    out_of_period: { source: 0, target: 0 },
    control_totals: [
      {
        column: 'amount',
        source_sum: '4834.50',
        target_sum: '3609.75',
        difference: '1224.75',
        listed_differences: '-0.25',
        forgiven_differences: '0',
        group_differences: '0',
        missing_in_target: '1250.00',
        missing_in_source: '25.00',
        gross_difference: '0.25',
        differing: 0,
      },
    ],
    causes: [
      { cause: 'null_vs_value', cells: 1 },
      { cause: 'within_1_day', cells: 1 },
      { cause: 'value', cells: 1 },
    ],
    what_if: { key: [], alone: [], together: [] },
    warnings: [{ code: 'day_month_by_agreement', message: 'Column date: day before month in target, by agreement.' }],
    findings: [],
  };
}

function sourceFile(): FileSummary {
  return {
    name: 'ledger.csv',
    size_bytes: 231,
    sha256: 'a'.repeat(64),
    encoding: { label: 'utf-8', why: 'all bytes are valid UTF-8' },
    dialect: { delimiter: ',', quote: '"', escape: 'doubled', has_header: true, preamble_lines: 0 },
    columns: ['id', 'date', 'amount', 'text', 'cost centre'],
    lines: { total: 6, preamble: 0, header: 1, rows: 5, continuation: 0, set_aside: 0, empty: 0, rejected: 0 },
  };
}

function targetFile(): FileSummary {
  return {
    name: 'statement.csv',
    size_bytes: 1_234_567,
    sha256: 'b'.repeat(64),
    encoding: { label: 'windows-1252', why: 'not valid UTF-8, and without bytes that windows-1252 lacks' },
    dialect: { delimiter: ';', quote: '"', escape: 'doubled', has_header: true, preamble_lines: 2 },
    columns: ['id', 'Datum', 'Betrag', 'text'],
    lines: { total: 9, preamble: 2, header: 1, rows: 5, continuation: 0, set_aside: 0, empty: 0, rejected: 1 },
  };
}

function column(name: string, rest: Partial<Summary['columns'][number]>): Summary['columns'][number] {
  return {
    name,
    target_name: name,
    kind: 'text',
    inferred: true,
    is_key: false,
    compared: 4,
    differing: 0,
    normalised: 0,
    forgiven: 0,
    normalised_by: [],
    nulls: { source: 0, target: 0 },
    unreadable: { source: 0, target: 0 },
    ...rest,
  };
}

function sampleBreaks(): Break[] {
  return [
    {
      ordinal: 0,
      kind: 'discrepancy',
      key: ['A-2'],
      source_line: 3,
      target_line: 5,
      source: ['A-2', '2026-03-31', '1234.50', 'Rent, March', '100'],
      target: ['A-2', '01.04.2026', '1.234,75', 'Rent, March'],
      differences: [
        { column: 'date', source: '2026-03-31', target: '01.04.2026', cause: 'within_1_day', delta: '1 d' },
        { column: 'amount', source: '1234.50', target: '1.234,75', cause: 'value', delta: '0.25' },
      ],
    },
    {
      ordinal: 1,
      kind: 'missing_in_target',
      key: ['A-3'],
      source_line: 4,
      target_line: null,
      source: ['A-3', '2026-04-02', '1250.00', '=HYPERLINK("http://x")', ''],
      target: null,
      differences: [],
    },
    {
      ordinal: 2,
      kind: 'discrepancy',
      key: ['A-4'],
      source_line: 5,
      target_line: 6,
      source: ['A-4', '2026-04-03', '-100.00', 'Fee <b>&', '100'],
      target: ['A-4', '03.04.2026', '-100,00', ''],
      differences: [{ column: 'text', source: 'Fee <b>&', target: '', cause: 'null_vs_value' }],
    },
    {
      ordinal: 3,
      kind: 'missing_in_source',
      key: ['A-1'],
      source_line: null,
      target_line: 8,
      source: null,
      target: ['A-1', '05.04.2026', '25,00', 'Twice'],
      reason: 'duplicate',
      differences: [],
    },
  ];
}

function sampleDuplicates(): Duplicate[] {
  return [{ key: ['A-1'], source_count: 1, target_count: 2, source_lines: [2], target_lines: [4, 8] }];
}

function sampleRejects(): Reject[] {
  return [{ side: 'target', line: 9, lines: 1, column: 5, reason: 'too_many_fields', text: 'A-9;1;2;3;4' }];
}
