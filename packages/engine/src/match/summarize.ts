import {
  type Cause,
  type ColumnKind,
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
    ...matching.findings,
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
      whole_row: plan.key.wholeRow === true,
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
  const rows = await database.query('select column_index, count(*) from differences group by column_index');
  const differing = new Map(rows.map(([index, cells]) => [Number(index), Number(cells)]));
  return plan.columns.map((column, index) => {
    const statistics = matching.statistics[index];
    const judged = statistics?.judged ?? { case: 0, spaces: 0, written: 0, forgiven: 0 };
    return {
      name: column.name,
      target_name: column.targetName,
      kind: column.kind,
      ...(column.formats === undefined ? {} : { format: column.formats }),
      inferred: column.inferred,
      is_key: plan.key.columns.includes(column.name),
      compared: matching.matched,
      differing: differing.get(index) ?? 0,
      normalised: judged.case + judged.spaces + judged.written,
      forgiven: judged.forgiven,
      normalised_by: normalisedBy(column.kind, judged),
      nulls: statistics?.nulls ?? { source: 0, target: 0 },
      unreadable: statistics?.unreadable ?? { source: 0, target: 0 },
    };
  });
}

/** What the pass forgave, by cause. Blanks that are no spaces, and letters composed in another way, cannot be seen. */
function normalisedBy(
  kind: ColumnKind,
  { case: letters, spaces, written }: { case: number; spaces: number; written: number },
): { cause: Cause; cells: number }[] {
  const causeOfWriting = {
    text: 'invisible_characters',
    decimal: 'number_format',
    date: 'date_format',
    timestamp: 'date_format',
    boolean: 'value',
  } as const satisfies Record<ColumnKind, Cause>;
  return [
    { cause: 'case' as const, cells: letters },
    { cause: 'spaces' as const, cells: spaces },
    { cause: causeOfWriting[kind], cells: written },
  ].filter(({ cells }) => cells > 0);
}

async function countCauses(database: Database): Promise<{ cause: Cause; cells: number }[]> {
  const rows = await database.query('select cause, count(*) from differences group by cause');
  const cells = new Map(rows.map(([cause, count]) => [cause, Number(count)]));
  return causes
    .flatMap((cause) => (cells.has(cause) ? [{ cause, cells: cells.get(cause) ?? 0 }] : []))
    .sort((a, b) => b.cells - a.cells);
}
