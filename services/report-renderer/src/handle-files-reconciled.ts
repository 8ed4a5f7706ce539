import { join } from 'node:path';
import { type EventOf, type ReportFormat, reportFormats, resultRoles, type Summary } from '@reconcyl/contracts';
import { resultFiles } from '@reconcyl/engine/result';
import type { OutputFile, StageContext, WorkResult } from '@reconcyl/service-kit';
import { renderReport } from './formats/index.ts';
import type { ResultReader } from './formats/result-reader.ts';
import { readOnce } from './read-once.ts';
import { watchItems } from './watch-items.ts';
import { writeReport } from './write-report.ts';

/** What the report renderer needs of the engine. */
export interface RenderTools {
  /** Opens the result in a folder; its queries run in a child process of the engine's pool, which may die without this one. */
  readonly openResult: (
    dir: string,
    options: { readonly signal: AbortSignal; readonly scratchDir: string },
  ) => Promise<ResultReader & { readonly close: () => Promise<void> }>;
  /** Address under which people reach the gateway, without its last slash. */
  readonly publicUrl: string;
}

/** Writes all three reports of a result, so that a client may ask for any of them later. */
export async function handleFilesReconciled(
  tools: RenderTools,
  event: EventOf<'reconcyl.files.reconciled.v1'>,
  context: StageContext,
): Promise<WorkResult> {
  const { taskId, scratchDir, signal, progress } = context;
  const { result } = event.data;
  await Promise.all(
    resultRoles.map((role) => {
      const reference = result[role];
      return reference === undefined ? undefined : context.download(reference, resultFiles[role]);
    }),
  );
  const reader = await tools.openResult(scratchDir, { signal, scratchDir });
  const outputs: Partial<Record<ReportFormat, OutputFile>> = {};
  try {
    const found = await reader.summary();
    const total = expectedItems(found);
    const watched = watchItems(readOnce(reader, found), (items) => progress(items / total, 'render'));
    const links = { report: `${tools.publicUrl}/api/v1/reconciliations/${taskId}/report` };
    for (const format of reportFormats) {
      const path = join(scratchDir, `report.${format}`);
      const report = renderReport(format, { taskId, reader: watched, links });
      outputs[format] = await writeReport(report, { path, extension: format, signal });
    }
  } finally {
    await reader.close();
  }
  return { kind: 'done', outputs };
}

/** Items that the three reports walk through, for the progress: json twice through what is missing, html through a few. */
function expectedItems({ counts }: Summary): number {
  const missing = counts.missing_in_target + counts.missing_in_source;
  const others = counts.discrepancies + counts.duplicate_keys + counts.rejected_in_source + counts.rejected_in_target;
  return Math.max(1, missing * 3 + others * 2 + Math.min(missing + others, 5000));
}
