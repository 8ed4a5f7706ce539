import { mkdtemp, rm } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescribeRequest } from '../inspect/describe-files.ts';
import type { ResultList } from '../result/lists.ts';
import type { OpenResultOptions, RawPage } from '../result/raw-result.ts';
import type { ScanQuery } from '../result/scan.ts';
import type { EngineOptions, InspectRequest, ReconcileRequest } from '../types.ts';
import type { JobContext } from './serve-jobs.ts';

/** A request without what cannot be sent to another process; the job's context stands in for it. */
export type Sendable<Request extends EngineOptions> = Omit<Request, 'signal' | 'onProgress'>;

export interface PageRequest {
  readonly dir: string;
  readonly list: ResultList;
  readonly query: ScanQuery & { readonly limit: number };
  readonly options: Omit<OpenResultOptions, 'signal'>;
}

/** What the engine's children can do. The code of a job is loaded when it is first asked for, so that a child starts quickly. */
export const engineJobs = {
  /** Loads the code of the other jobs, and DuckDB. */
  warmUp: async (_request: undefined, { signal }: JobContext) => {
    const [{ openDatabase }] = await Promise.all([
      import('../duckdb/open.ts'),
      import('../inspect/inspect.ts'),
      import('../match/reconcile.ts'),
      import('../result/raw-result.ts'),
    ]);
    // A child is killed when it is not needed any more, and would write nothing then.
    flushCompileCache();
    const workDir = await mkdtemp(join(tmpdir(), 'reconcyl-warm-up-'));
    try {
      const database = await openDatabase({ workDir, threads: 1, signal });
      await database.close();
    } finally {
      await rm(workDir, { recursive: true, force: true });
    }
  },
  inspect: async (request: Sendable<InspectRequest>, context: JobContext) => {
    const { inspect } = await import('../inspect/inspect.ts');
    return await inspect({ ...request, ...context });
  },
  reconcile: async (request: Sendable<ReconcileRequest>, context: JobContext) => {
    const { reconcile } = await import('../match/reconcile.ts');
    return await reconcile({ ...request, ...context });
  },
  describe: async (request: Sendable<DescribeRequest>, context: JobContext) => {
    const { describeFiles } = await import('../inspect/describe-files.ts');
    return await describeFiles({ ...request, ...context });
  },
  /** A result is opened anew for each page (some 10 ms), so that any child can answer and none holds it open. */
  page: async ({ dir, list, query, options }: PageRequest, { signal }: JobContext): Promise<RawPage> => {
    const { openRawResult } = await import('../result/raw-result.ts');
    const result = await openRawResult(dir, { ...options, signal });
    try {
      return await result.page(list, query);
    } finally {
      await result.close();
    }
  },
};
