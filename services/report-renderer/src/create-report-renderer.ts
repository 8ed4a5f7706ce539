import type { Lane } from '@reconcyl/contracts';
import { createStage, type Service, type StageDeps, stageServices, workTimeoutMs } from '@reconcyl/service-kit';
import { endAttempt } from './end-attempt.ts';
import { handleFilesReconciled, type RenderTools } from './handle-files-reconciled.ts';

export interface ReportRendererDeps extends StageDeps {
  readonly tools: RenderTools;
  readonly concurrency: Readonly<Record<Lane, number>>;
}

/** The third stage: a result becomes reports, and the attempt has its outcome. The caller closes what it gave. */
export function createReportRenderer({ tools, concurrency, ...deps }: ReportRendererDeps): Service {
  return createStage(deps, {
    service: stageServices.render,
    stage: 'render',
    types: ['reconcyl.files.reconciled.v1'],
    concurrency,
    timeoutMs: workTimeoutMs,
    // Reports are small unless nearly everything differs; one that does not fit meets a full disk, which is waited for.
    scratchBytes: (inputBytes) => inputBytes * 2,
    work: (event, context) => handleFilesReconciled(tools, event, context),
    next: async (done, event, context) => ({ kind: 'outcome', outcome: await endAttempt(done, event, context) }),
  });
}
