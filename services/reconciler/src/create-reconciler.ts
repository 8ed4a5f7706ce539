import type { Lane } from '@reconcyl/contracts';
import {
  createStage,
  draftsAfterDone,
  type Service,
  type StageDeps,
  stageServices,
  workTimeoutMs,
} from '@reconcyl/service-kit';
import { handleFilesNormalized, type ReconcileTools } from './handle-files-normalized.ts';

export interface ReconcilerDeps extends StageDeps {
  readonly tools: Pick<ReconcileTools, 'reconcile' | 'engineVersion'>;
  readonly concurrency: Readonly<Record<Lane, number>>;
  /**
   * How long a plan of another engine version is left to workers of that version, before the run begins anew. 0 where there can
   * be no other worker. Default 10 minutes.
   */
  readonly otherEngineMs?: number | undefined;
}

/** The second stage: two files and their plan become a result. The caller closes what it gave. */
export function createReconciler(given: ReconcilerDeps): Service {
  const { tools, concurrency, otherEngineMs = 600_000, ...deps } = given;
  const { store, clock = () => new Date() } = deps;
  const planAgeMs = async (key: string) => {
    const found = await store.stat(key);
    return found === undefined ? 0 : clock().getTime() - found.modifiedAt.getTime();
  };
  const isThere = async (key: string) => (await store.stat(key)) !== undefined;
  return createStage(deps, {
    service: stageServices.reconcile,
    stage: 'reconcile',
    types: ['reconcyl.files.normalized.v1'],
    concurrency,
    timeoutMs: workTimeoutMs,
    // The files, clean copies of both, and what the engine spills and writes.
    scratchBytes: (inputBytes) => inputBytes * 3,
    work: (event, context) => handleFilesNormalized({ ...tools, otherEngineMs, planAgeMs, isThere }, event, context),
    next: (done) => ({ kind: 'events', events: draftsAfterDone(done) }),
  });
}
