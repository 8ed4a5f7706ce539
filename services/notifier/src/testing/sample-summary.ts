import type { Summary } from '@reconcyl/contracts';

/** The summary of a small run with breaks of every kind. */
export function sampleSummary(): Summary {
  const file = {
    size_bytes: 100,
    sha256: 'a'.repeat(64),
    encoding: { label: 'utf-8', why: 'valid' },
    dialect: { delimiter: ',', quote: '"', escape: 'doubled', has_header: true, preamble_lines: 0 },
    columns: ['id', 'amount'],
    lines: { total: 6, preamble: 0, header: 1, rows: 5, continuation: 0, set_aside: 0, empty: 0, rejected: 0 },
  };
  return {
    engine_version: '0.1.0',
    verdict: 'breaks',
    sentence: 'Of 12,345 source records 3 have discrepancies and 1 is missing in target; the key id was inferred.',
    counts: {
      source_rows: 12_345,
      target_rows: 12_344,
      agreeing: 12_341,
      discrepancies: 3,
      differing_cells: 4,
      missing_in_target: 1,
      missing_in_source: 0,
      source_in_groups: 0,
      target_in_groups: 0,
      duplicate_keys: 0,
      rejected_in_source: 0,
      rejected_in_target: 2,
    },
    key: { columns: ['id'], inferred: true, whole_row: false },
    files: { source: { ...file, name: 'ledger.csv' }, target: { ...file, name: 'statement.csv' } },
    columns: [],
    not_compared: { source_only: [], target_only: [], ignored: [], likely_renames: [] },
    out_of_period: { source: 0, target: 0 },
    control_totals: [
      {
        column: 'tax',
        source_sum: '100.00',
        target_sum: '100.00',
        difference: '0',
        listed_differences: '0',
        forgiven_differences: '0',
        group_differences: '0',
        missing_in_target: '0',
        missing_in_source: '0',
        gross_difference: '0',
        differing: 0,
      },
      {
        column: 'amount',
        source_sum: '1234567.50',
        target_sum: '1234000.00',
        difference: '567.50',
        listed_differences: '67.50',
        forgiven_differences: '0',
        group_differences: '0',
        missing_in_target: '500.00',
        missing_in_source: '0',
        gross_difference: '67.50',
        differing: 0,
      },
    ],
    causes: [
      { cause: 'rounding', cells: 1 },
      { cause: 'value', cells: 3 },
      { cause: 'sign', cells: 0 },
    ],
    what_if: { key: [], alone: [], together: [] },
    warnings: [{ code: 'x', message: 'Column date: read day before month in both files.' }],
    findings: [],
  };
}
