import type {
  Cause,
  ColumnKind,
  ColumnSummary,
  ControlTotal,
  Counts,
  FileSummary,
  Finding,
  Summary,
} from '@reconcyl/contracts';
import { dialectSummary } from '../dialect-summary.ts';
import type { Database } from '../duckdb/open.ts';
import type { ExplainedBreaks } from '../explain/explain-breaks.ts';
import { likelyRenames } from '../explain/likely-renames.ts';
import type { Plan, Reading } from '../types.ts';
import { exceededCaps } from './exceeded-caps.ts';
import type { Matching, Sides } from './matching.ts';
import { nettedRows } from './netted-rows.ts';
import { countOutOfPeriod, periodFindings } from './out-of-period.ts';
import { verdictOf, verdictSentence } from './verdict.ts';

/** Puts the summary together from what was counted; every number in it was checked before. */
export async function summarize(
  database: Database,
  plan: Plan,
  sides: Sides,
  matching: Matching,
  counts: Counts,
  totals: ControlTotal[],
  explained: ExplainedBreaks,
): Promise<Summary> {
  const caps = await exceededCaps(database, plan, matching);
  const columns = columnSummaries(plan, matching, explained);
  const warnings: Finding[] = [
    ...plan.warnings,
    ...sides.source.warnings,
    ...sides.target.warnings,
    ...matching.findings,
    ...(await nettedRows(database, plan, sides)),
    ...(sides.source.sha256 === sides.target.sha256 ? [sameFile] : []),
  ];
  const forgiven = columns.filter((column) => column.forgiven > 0);
  const outOfPeriod = await countOutOfPeriod(database, plan, matching);
  const judged = { counts, plan, caps, forgiven, warnings, setAside: setAsideOf(sides) };
  return {
    engine_version: plan.engineVersion,
    verdict: verdictOf(counts, plan, caps),
    sentence: verdictSentence(judged),
    counts,
    key: {
      columns: [...plan.key.columns],
      inferred: plan.key.inferred,
      whole_row: plan.key.wholeRow === true,
      ...(plan.key.candidates === undefined ? {} : { candidates: [...plan.key.candidates] }),
    },
    files: { source: fileSummary(sides.source), target: fileSummary(sides.target) },
    ...(plan.ruleset === undefined ? {} : { ruleset: plan.ruleset }),
    columns,
    not_compared: {
      source_only: [...plan.notCompared.sourceOnly],
      target_only: [...plan.notCompared.targetOnly],
      ignored: [...plan.notCompared.ignored],
      likely_renames: likelyRenames(plan.notCompared),
    },
    out_of_period: outOfPeriod,
    control_totals: totals,
    causes: [...explained.causes],
    what_if: {
      key: explained.missing.relaxedKeys,
      ...explained.whatIf((index) => matching.matched - (explained.columns.get(index) ?? 0)),
    },
    warnings,
    findings: [
      ...caps,
      ...periodFindings(plan, counts, outOfPeriod),
      ...explained.findings(matching.matched),
      ...explained.missing.findings,
    ],
  };
}

function setAsideOf({ source, target }: Sides): { source: number; target: number } {
  return { source: source.lines.set_aside, target: target.lines.set_aside };
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

function columnSummaries(plan: Plan, matching: Matching, explained: ExplainedBreaks): ColumnSummary[] {
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
      differing: explained.columns.get(index) ?? 0,
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
