import type { LineCounts, SetAside } from '@reconcyl/contracts';
import { csvRelation } from '../duckdb/csv-relation.ts';
import { CsvReadError } from '../duckdb/errors.ts';
import { openDatabase } from '../duckdb/open.ts';
import { lastRecords, lineOfRecord } from '../reading/index.ts';
import type { ClosingRow, EngineOptions, Reading, ScopeCondition, SetAsideRules } from '../types.ts';
import { scopeSql } from './set-aside-sql.ts';

/** A reading of all records, without those that the rules leave out: the counts of records and lines follow. */
export function withoutSetAside(reading: Reading, rules: SetAsideRules): Reading {
  const { outOfScope, closing, warnings } = rules;
  return {
    ...reading,
    rows: reading.rows - outOfScope.records - closing.length,
    lines: linesWithout(reading.lines, rules),
    setAside: rules,
    warnings: [...reading.warnings, ...warnings],
    setAsideRecords: [...reading.setAsideRecords, ...closing.map((row) => closingRecord(reading, row))],
  };
}

/** The records that the rules keep on the list, each with its line. */
export function closingRecord(reading: Pick<Reading, 'side' | 'lineMap'>, row: ClosingRow): SetAside {
  const line = lineOfRecord(reading.lineMap, row.ordinal);
  return { side: reading.side, line, lines: row.lines, reason: 'closing_total', cells: [...row.cells] };
}

/** Line counts of a file when the rules leave records out, from those of all its records. */
function linesWithout(lines: LineCounts, { outOfScope, closing }: SetAsideRules): LineCounts {
  const records = outOfScope.records + closing.length;
  const covered = closing.reduce((sum, row) => sum + row.lines, outOfScope.lines);
  return {
    ...lines,
    rows: lines.rows - records,
    continuation: lines.continuation - (covered - records),
    set_aside: lines.set_aside + covered,
  };
}

export type SetAsideOptions = Pick<EngineOptions, 'workDir' | 'threads' | 'memoryBytes' | 'signal'>;

/**
 * Counts the records out of scope, and the lines that they cover, in one pass over the file.
 *
 * @throws CsvReadError when DuckDB finds another number of records than the reading says.
 */
export async function countOutOfScope(
  reading: Reading,
  scope: readonly ScopeCondition[],
  options: SetAsideOptions,
): Promise<SetAsideRules['outOfScope']> {
  const database = await openDatabase({ ...options, readPaths: [reading.csv.path] });
  try {
    const out = `not (${scopeSql(scope)})`;
    const [row = []] = await database.query(`select count(*), count_if(${out}),
      coalesce(sum(case when ${out} then ${physicalLines(reading)} end), 0)::bigint from ${csvRelation(reading.csv)}`);
    const [all, records, lines] = row.map(Number) as [number, number, number];
    if (all !== reading.rows) throw new CsvReadError('the number of records is not the one that was counted');
    return { records, lines };
  } finally {
    await database.close();
  }
}

/**
 * Applies rules that were made for another reading of the same file: what is out of scope is counted anew, and closing rows are
 * looked for among the last records.
 */
export async function applyAgain(reading: Reading, rules: SetAsideRules, options: SetAsideOptions): Promise<Reading> {
  const { scope } = rules;
  const outOfScope = scope.length === 0 ? rules.outOfScope : await countOutOfScope(reading, scope, options);
  const last = await lastRecords(reading);
  const closing = rules.closing.flatMap((row) => {
    const place = last.findIndex(
      (cells) => cells.length === row.cells.length && cells.every((cell, at) => cell === row.cells[at]),
    );
    return place < 0 ? [] : [{ ...row, ordinal: reading.rows - last.length + place }];
  });
  return withoutSetAside(reading, { ...rules, outOfScope, closing });
}

/** Physical lines of a record: every line break inside it stands in a cell, as LF. */
export function physicalLines({ csv, mode }: Pick<Reading, 'csv' | 'mode'>): string {
  if (mode === 'direct') return '1';
  const breaks = Array.from(
    { length: csv.columnCount },
    (_, index) => `coalesce(length(c${index}) - length(replace(c${index}, chr(10), '')), 0)`,
  );
  return `(1 + ${breaks.join(' + ')})`;
}
