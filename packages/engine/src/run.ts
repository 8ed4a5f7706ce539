import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Summary } from '@reconcyl/contracts';
import { inspectFiles } from './inspect/inspect.ts';
import { reconcileSides } from './match/reconcile.ts';
import { createTracker } from './progress/create-tracker.ts';
import type { InspectRequest, Plan } from './types.ts';

export interface RunRequest extends InspectRequest {
  /** Existing folder that gets the result files. */
  readonly outDir: string;
  /** Folder of the previous result of this name; see ReconcileRequest. */
  readonly previousDir?: string | undefined;
}

/** Inspects and reconciles in one go, so that what was made of the files on the way is used twice. */
export async function run(request: RunRequest): Promise<{ readonly plan: Plan; readonly summary: Summary }> {
  const workDir = join(request.workDir, 'run');
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  const tracker = createTracker({
    weights: { read: 3, inspect: 1, compare: 5, write: 1 },
    onProgress: request.onProgress,
  });
  let isDone = false;
  try {
    const { plan, sides } = await inspectFiles(request, workDir, tracker);
    const summary = await reconcileSides({ ...request, plan }, sides, workDir, tracker);
    isDone = true;
    return { plan, summary };
  } finally {
    tracker.end(isDone);
    await rm(workDir, { recursive: true, force: true });
  }
}
