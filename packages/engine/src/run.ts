import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Summary } from '@reconcyl/contracts';
import { inspectFiles } from './inspect/inspect.ts';
import { reconcileSides } from './match/reconcile.ts';
import type { EngineProgress, InspectRequest, Plan } from './types.ts';

export interface RunRequest extends InspectRequest {
  /** Existing folder that gets the result files. */
  readonly outDir: string;
}

/** Inspects and reconciles in one go, so that what was made of the files on the way is used twice. */
export async function run(request: RunRequest): Promise<{ readonly plan: Plan; readonly summary: Summary }> {
  const workDir = join(request.workDir, 'run');
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  const part = (from: number, size: number) => (progress: EngineProgress) =>
    request.onProgress?.({ ...progress, fraction: from + progress.fraction * size });
  try {
    const { plan, sides } = await inspectFiles({ ...request, onProgress: part(0, 0.4) }, workDir);
    const summary = await reconcileSides({ ...request, plan, onProgress: part(0.4, 0.6) }, sides, workDir);
    return { plan, summary };
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}
