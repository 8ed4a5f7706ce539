import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EventOf, resultExtension, resultRoles } from '@reconcyl/contracts';
import type { Plan, ReconcileRequest } from '@reconcyl/engine';
import { watchProgress } from '@reconcyl/engine/progress';
import { resultFiles } from '@reconcyl/engine/result';
import type { OutputFile, StageContext, WorkResult } from '@reconcyl/service-kit';
import { decideEngine } from './decide-engine.ts';
import { previousResult } from './previous-result.ts';

/** What the reconciler needs of the engine. */
export interface ReconcileTools {
  /** Runs in a child process of the engine's pool, which may die without this one. */
  readonly reconcile: (request: ReconcileRequest) => Promise<unknown>;
  /** Of the engine that `reconcile` runs. */
  readonly engineVersion: string;
  /** How long a plan of another version is left to workers of that version. */
  readonly otherEngineMs: number;
  /** Age of a plan in the store. */
  readonly planAgeMs: (key: string) => Promise<number>;
  /** Whether there is such an object. */
  readonly isThere: (key: string) => Promise<boolean>;
}

/** Compares both files by the plan and gives the result files, from which every report and page is made. */
export async function handleFilesNormalized(
  tools: ReconcileTools,
  event: EventOf<'reconcyl.files.normalized.v1'>,
  context: StageContext,
): Promise<WorkResult> {
  const { request, scratchDir, signal, progress } = context;
  const plan = JSON.parse(await readFile(await context.download(event.data.plan, 'plan.json'), 'utf8')) as Plan;
  if (plan.engineVersion !== tools.engineVersion) {
    return decideEngine({ ageMs: await tools.planAgeMs(event.data.plan.key), otherEngineMs: tools.otherEngineMs });
  }
  const [source, target] = await Promise.all([
    context.download(request.source, 'source.csv'),
    context.download(request.target, 'target.csv'),
  ]);
  const previousDir = await previousResult(tools.isThere, context);
  const outDir = join(scratchDir, 'result');
  await mkdir(outDir, { mode: 0o700 });
  const watched = watchProgress((onProgress) =>
    tools.reconcile({
      source: { path: source, displayName: request.source.fileName },
      target: { path: target, displayName: request.target.fileName },
      plan,
      previousDir,
      outDir,
      workDir: join(scratchDir, 'engine'),
      signal,
      onProgress,
    }),
  );
  for await (const { fraction, phase, rowsRead } of watched.progress) progress(fraction, phase, rowsRead);
  await watched.result;
  return { kind: 'done', outputs: await outputsIn(outDir) };
}

/** The files of a result by role; the engine writes no file for a list that is empty. */
async function outputsIn(outDir: string): Promise<Record<string, OutputFile>> {
  const written = new Set(await readdir(outDir));
  const roles = resultRoles.filter((role) => role === 'summary' || role === 'breaks' || written.has(resultFiles[role]));
  return Object.fromEntries(
    roles.map((role) => [role, { path: join(outDir, resultFiles[role]), extension: resultExtension(role) }]),
  );
}
