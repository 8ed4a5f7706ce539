import {
  type Cause,
  type ColumnSummary,
  type ControlTotal,
  type Counts,
  causes,
  type FileSummary,
  type Finding,
  type Summary,
} from '@reconcyl/contracts';
import { dialectSummary } from '../dialect-summary.ts';
import type { Database } from '../duckdb/open.ts';
import type { Plan, Reading } from '../types.ts';
import type { Matching, Sides } from './stream-pairs.ts';
import { verdictOf, verdictSentence } from './verdict.ts';

/** Puts the summary together from what was counted; every number in it was checked before. */
export async function summarize(
  database: Database,
  plan: Plan,
  sides: Sides,
  matching: Matching,
  counts: Counts,
  totals: ControlTotal[],
): Promise<Summary> {
  const verdict = verdictOf(counts);
  const warnings: Finding[] = [
    ...plan.warnings,
    ...sides.source.warnings,
    ...sides.target.warnings,
    ...(sides.source.sha256 === sides.target.sha256 ? [sameFile] : []),
  ];
  return {
    engine_version: plan.engineVersion,
    verdict,
    sentence: verdictSentence(counts, plan, warnings),
    counts,
    key: {
      columns: [...plan.key.columns],
      inferred: plan.key.inferred,
      whole_row: false,
      ...(plan.key.candidates === undefined ? {} : { candidates: [...plan.key.candidates] }),
    },
    files: { source: fileSummary(sides.source), target: fileSummary(sides.target) },
    ...(plan.ruleset === undefined ? {} : { ruleset: plan.ruleset }),
    columns: await columnSummaries(database, plan, matching),
    not_compared: {
      source_only: [...plan.notCompared.sourceOnly],
      target_only: [...plan.notCompared.targetOnly],
      ignored: [...plan.notCompared.ignored],
      likely_renames: [],
    },
    out_of_period: { source: 0, target: 0 },
    control_totals: totals,
    causes: await countCauses(database),
    what_if: { key: [], alone: [], together: [] },
    warnings,
    findings: [],
  };
}

const sameFile: Finding = {
  code: 'same_file',
  message: 'Source and target are the same file, byte for byte: that they agree proves nothing.',
};

function fileSummary(reading: Reading): FileSummary {
  return {
    name: reading.displayName,
    size_bytes: reading.sizeBytes,
    sha256: reading.sha256,
    encoding: { ...reading.encoding },
    dialect: dialectSummary(reading.dialect),
    columns: [...reading.columns],
    lines: reading.lines,
  };
}

async function columnSummaries(database: Database, plan: Plan, matching: Matching): Promise<ColumnSummary[]> {
  const differing = new Map<number, { cells: number; raw: number }>();
  const rows = await database.query(`select column_index, count(*), count(case when source <> target then 1 end)
    from differences group by column_index`);
  for (const row of rows) {
    const [index, cells, raw] = row.map(Number) as [number, number, number];
    differing.set(index, { cells, raw });
  }
  return plan.columns.map((column, index) => {
    const statistics = matching.statistics[index];
    const { cells, raw } = differing.get(index) ?? { cells: 0, raw: 0 };
    const forgiven = statistics?.forgiven ?? 0;
    return {
      name: column.name,
      target_name: column.targetName,
      kind: column.kind,
      ...(column.formats === undefined ? {} : { format: column.formats }),
      inferred: column.inferred,
      is_key: plan.key.columns.includes(column.name),
      compared: matching.matched,
      differing: cells,
      normalised: (statistics?.rawDiffering ?? 0) - raw - forgiven,
      forgiven,
      normalised_by: [],
      nulls: statistics?.nulls ?? { source: 0, target: 0 },
      unreadable: statistics?.unreadable ?? { source: 0, target: 0 },
    };
  });
}

async function countCauses(database: Database): Promise<{ cause: Cause; cells: number }[]> {
  const rows = await database.query('select cause, count(*) from differences group by cause');
  const cells = new Map(rows.map(([cause, count]) => [cause, Number(count)]));
  return causes
    .flatMap((cause) => (cells.has(cause) ? [{ cause, cells: cells.get(cause) ?? 0 }] : []))
    .sort((a, b) => b.cells - a.cells);
}
