import { objectKeys, type Ruleset } from '@reconcyl/contracts';
import type { InspectRequest, Plan } from '@reconcyl/engine';
import { watchProgress } from '@reconcyl/engine/progress';
import type { StageContext, WorkResult } from '@reconcyl/service-kit';

/** What the normalizer needs of the engine. */
export interface InspectTools {
  /** Runs in a child process of the engine's pool, which may die without this one. */
  readonly inspect: (request: InspectRequest) => Promise<Plan>;
  /** Reads and checks a ruleset's text. Throws RECON_RULESET_INVALID with every problem, or RECON_RULESET_TOO_LARGE. */
  readonly parseRuleset: (text: string) => Ruleset;
}

/** Reads both files, infers what the ruleset leaves open, and fixes it all in the plan that later stages follow. */
export async function handleReconciliationRequested(tools: InspectTools, context: StageContext): Promise<WorkResult> {
  const { tenant, taskId, attempt, request, scratchDir, signal, progress } = context;
  // Before the downloads: a wrong ruleset is told at once, however large the files are.
  const ruleset = request.ruleset === undefined ? undefined : tools.parseRuleset(request.ruleset);
  const [source, target] = await Promise.all([
    context.download(request.source, 'source.csv'),
    context.download(request.target, 'target.csv'),
  ]);
  const watched = watchProgress((onProgress) =>
    tools.inspect({
      source: { path: source, displayName: request.source.fileName },
      target: { path: target, displayName: request.target.fileName },
      ruleset,
      storedRuleset: request.storedRuleset,
      key: request.key,
      workDir: `${scratchDir}/engine`,
      signal,
      onProgress,
    }),
  );
  for await (const { fraction, phase, rowsRead } of watched.progress) progress(fraction, phase, rowsRead);
  const plan = await watched.result;
  const key = objectKeys.plan(tenant, taskId, attempt);
  return { kind: 'done', outputs: {}, documents: { plan: { key, json: JSON.stringify(plan) } } };
}
