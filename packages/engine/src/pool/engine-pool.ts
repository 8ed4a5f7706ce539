import { tmpdir } from 'node:os';
import type { Inspection, Summary } from '@reconcyl/contracts';
import type { DescribeRequest } from '../inspect/describe-files.ts';
import type { ResultReader } from '../result/result-reader.ts';
import type { EngineOptions, EngineProgress, InspectRequest, Plan, ReconcileRequest } from '../types.ts';
import { createChildPool } from './child-pool.ts';
import type { engineJobs, Sendable } from './engine-jobs.ts';
import { createPooledResult } from './pooled-result.ts';

export interface EnginePoolOptions {
  /** Child processes at most. */
  readonly size: number;
  /** What one child may hold: DuckDB gets three quarters of it. A child that keeps more than half after a job is replaced. */
  readonly memoryBytesPerChild: number;
  readonly threadsPerChild: number;
  /** So many are started at once, made ready, and kept also without work (default: none). */
  readonly keep?: number | undefined;
  /** A child is replaced after so many jobs, as native code keeps memory (default: 100). */
  readonly recycleAfterJobs?: number | undefined;
  /** A child without work is ended after this time (default: a minute). */
  readonly idleMs?: number | undefined;
  /** Jobs that may wait; one more is RECON_BUSY. Unbounded when absent. */
  readonly queueLimit?: number | undefined;
  /** Time that one query of a result may take (default: 30 s). */
  readonly queryTimeoutMs?: number | undefined;
  /** Folder for what a query of a result needs for its duration; the system's one for temporary files when absent. */
  readonly scratchDir?: string | undefined;
}

/** Time that the work may run once a child has it; over it, it is RECON_WORK_TOO_LARGE. */
export interface Timed {
  readonly timeoutMs?: number | undefined;
}

/**
 * The engine in child processes: what crashes, hangs or eats memory there costs one job (RECON_WORKER_DIED), never this process.
 * Threads and memory are the pool's unless the request gives its own. Folders are the caller's, who removes them also when a job
 * fails: a child that was killed leaves its work behind.
 */
export interface EnginePool {
  inspect(request: InspectRequest & Timed): Promise<Plan>;
  reconcile(request: ReconcileRequest & Timed): Promise<Summary>;
  describe(request: DescribeRequest & Timed): Promise<Inspection>;
  /** A reader of the result in a folder, whose queries run in the children. */
  openResult(dir: string): Promise<ResultReader>;
  /** Ends all work with RECON_CANCELLED; then no child is left. */
  close(): Promise<void>;
}

/** Starts no process before there is work, but those to keep. The caller closes it. */
export function createEnginePool(options: EnginePoolOptions): EnginePool {
  const { memoryBytesPerChild, threadsPerChild, queryTimeoutMs = 30_000, scratchDir = tmpdir() } = options;
  const { recycleAfterJobs = 100 } = options;
  const limits = { threads: threadsPerChild, memoryBytes: Math.floor(memoryBytesPerChild * 0.75) };
  const pool = createChildPool<typeof engineJobs>({
    ...options,
    recycleAfterJobs,
    // Beside this file: TypeScript in development, JavaScript when built.
    childModule: new URL(import.meta.url.endsWith('.ts') ? './engine-child.ts' : './engine-child.js', import.meta.url),
    execArgv: [`--max-old-space-size=${heapMegabytes(memoryBytesPerChild)}`],
    recycleAboveBytes: memoryBytesPerChild / 2,
    warmUp: 'warmUp' satisfies keyof typeof engineJobs,
  });

  function run<Request extends EngineOptions & Timed, Answer>(
    job: (request: Sendable<Request>, jobOptions: ReturnType<typeof jobOptionsOf>) => Promise<Answer>,
    request: Request,
  ): Promise<Answer> {
    const { signal, onProgress, ...sendable } = request;
    const sent = {
      ...sendable,
      threads: request.threads ?? limits.threads,
      memoryBytes: request.memoryBytes ?? limits.memoryBytes,
    };
    return job(sent, jobOptionsOf(request));
  }

  return {
    inspect: (request) => run((sent, jobOptions) => pool.run('inspect', sent, jobOptions), request),
    reconcile: (request) => run((sent, jobOptions) => pool.run('reconcile', sent, jobOptions), request),
    describe: (request) => run((sent, jobOptions) => pool.run('describe', sent, jobOptions), request),
    openResult: async (dir) => createPooledResult(pool, dir, { ...limits, scratchDir }, queryTimeoutMs),
    close: pool.close,
  };
}

function jobOptionsOf({ signal, onProgress, timeoutMs }: EngineOptions & Timed) {
  return { signal, timeoutMs, onProgress: (progress: unknown) => onProgress?.(progress as EngineProgress) };
}

/** The heap is for the careful reader and for pages of results; below 256 MB Node itself becomes slow. */
function heapMegabytes(memoryBytesPerChild: number): number {
  return Math.max(256, Math.floor(memoryBytesPerChild / 2 / 1024 ** 2));
}
