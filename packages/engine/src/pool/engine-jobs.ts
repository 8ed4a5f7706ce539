import type { DescribeRequest } from '../inspect/describe-files.ts';
import type { OpenResultOptions } from '../result/open-result.ts';
import type { BreaksQuery, PageQuery, ResultReader } from '../result/result-reader.ts';
import type { EngineOptions, InspectRequest, ReconcileRequest } from '../types.ts';
import type { JobContext } from './serve-jobs.ts';

/** A request without what cannot be sent to another process; the job's context stands in for it. */
export type Sendable<Request extends EngineOptions> = Omit<Request, 'signal' | 'onProgress'>;

export interface ResultQuery<Query> {
  readonly dir: string;
  readonly query: Query;
  readonly options: Omit<OpenResultOptions, 'signal'>;
}

/** What the engine's children can do. The code of a job is loaded when it is first asked for, so that a child starts quickly. */
export const engineJobs = {
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
  breaks: (request: ResultQuery<BreaksQuery>, context: JobContext) =>
    withResult(request, context, (result) => result.breaks(request.query)),
  rejects: (request: ResultQuery<PageQuery>, context: JobContext) =>
    withResult(request, context, (result) => result.rejects(request.query)),
  duplicates: (request: ResultQuery<PageQuery>, context: JobContext) =>
    withResult(request, context, (result) => result.duplicates(request.query)),
};

/** A result is opened anew for each query (some 10 ms), so that any child can answer it and none holds it open. */
async function withResult<Answer>(
  { dir, options }: ResultQuery<unknown>,
  { signal }: JobContext,
  use: (result: ResultReader) => Promise<Answer>,
): Promise<Answer> {
  const { openResult } = await import('../result/open-result.ts');
  const result = await openResult(dir, { ...options, signal });
  try {
    return await use(result);
  } finally {
    await result.close();
  }
}
