import type { Lane } from '@reconcyl/contracts';
import {
  createStage,
  draftsAfterDone,
  type Service,
  type StageDeps,
  stageServices,
  workTimeoutMs,
} from '@reconcyl/service-kit';
import { handleReconciliationRequested, type InspectTools } from './handle-reconciliation-requested.ts';

export interface NormalizerDeps extends StageDeps {
  readonly tools: InspectTools;
  readonly concurrency: Readonly<Record<Lane, number>>;
}

/** The first stage: two files and a ruleset become a plan. The caller closes what it gave. */
export function createNormalizer({ tools, concurrency, ...deps }: NormalizerDeps): Service {
  return createStage(deps, {
    service: stageServices.normalize,
    stage: 'normalize',
    types: ['reconcyl.reconciliation.requested.v1'],
    concurrency,
    timeoutMs: workTimeoutMs,
    // The files, and clean copies of both where the careful reader must write them.
    scratchBytes: (inputBytes) => inputBytes * 2,
    work: (_event, context) => handleReconciliationRequested(tools, context),
    next: (done) => ({ kind: 'events', events: draftsAfterDone(done) }),
  });
}
