import { ReconcylError } from '@reconcyl/contracts';
import { type Child, ChildDied, startChild } from './child.ts';
import type { JobHandlers } from './serve-jobs.ts';

export interface ChildPoolOptions {
  /** A module that calls `serveJobs`. */
  readonly childModule: URL;
  /** Flags of Node for the children. */
  readonly execArgv?: readonly string[] | undefined;
  /** Child processes at most; they are started when there is work for them. */
  readonly size: number;
  /** So many are started at once and kept, also without work, so that work finds one that is ready (default: none). */
  readonly keep?: number | undefined;
  /** What a kept child does first: a job without an answer, after which others go faster. */
  readonly warmUp?: string | undefined;
  /** A child is replaced after so many jobs … */
  readonly recycleAfterJobs: number;
  /** … or when it holds more resident memory than this after one. */
  readonly recycleAboveBytes?: number | undefined;
  /** A child without work is ended after this time (default: a minute). */
  readonly idleMs?: number | undefined;
  /** Jobs that may wait for a child; one more is RECON_BUSY. Unbounded when absent. */
  readonly queueLimit?: number | undefined;
  /** Where the children's own words of dying go (default: to those of this process). */
  readonly stderr?: 'inherit' | 'ignore' | undefined;
  /** Time that a job has to end by itself before its child is killed (default: a second). */
  readonly graceMs?: number | undefined;
}

export interface JobOptions {
  /** Ends the job with RECON_CANCELLED, whether it waits or runs. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: unknown) => void) | undefined;
  /** Time that the job may run, not counting how long it waits; over it, it is RECON_WORK_TOO_LARGE. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Runs jobs in child processes. A child that crashes or is killed fails its own job alone, with RECON_WORKER_DIED, and is
 * replaced. When a job's promise settles, its child no longer works on it.
 */
export interface ChildPool<Jobs extends JobHandlers> {
  run<Name extends keyof Jobs & string>(
    name: Name,
    request: Parameters<Jobs[Name]>[0],
    options?: JobOptions,
  ): Promise<Awaited<ReturnType<Jobs[Name]>>>;
  /** Ends what waits and runs with RECON_CANCELLED; then no child is left. */
  close(): Promise<void>;
}

interface QueuedJob {
  readonly name: string;
  readonly request: unknown;
  readonly options: JobOptions;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly stopWaiting: () => void;
}

type Ending = 'cancelled' | 'out of time';

export function createChildPool<Jobs extends JobHandlers>(options: ChildPoolOptions): ChildPool<Jobs> {
  const { size, keep = 0, graceMs = 1000, idleMs = 60_000, queueLimit = Number.POSITIVE_INFINITY } = options;
  const children = new Set<Child>();
  const idle = new Map<Child, NodeJS.Timeout>();
  const running = new Map<Child, (why: Ending) => void>();
  const queue: QueuedJob[] = [];
  let closed = false;

  function enqueue(name: string, request: unknown, jobOptions: JobOptions): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const { signal } = jobOptions;
    const stopWaiting = () => {
      const position = queue.indexOf(job);
      if (position !== -1) queue.splice(position, 1);
      reject(cancelled());
    };
    const job: QueuedJob = { name, request, options: jobOptions, resolve, reject, stopWaiting };
    signal?.addEventListener('abort', stopWaiting, { once: true });
    queue.push(job);
    dispatch();
    return promise;
  }

  function dispatch(): void {
    while (queue.length > 0) {
      const child = takeIdle() ?? (children.size < size ? start() : undefined);
      const job = child && queue.shift();
      if (child === undefined || job === undefined) return;
      job.options.signal?.removeEventListener('abort', job.stopWaiting);
      void execute(child, job);
    }
  }

  async function execute(first: Child, job: QueuedJob): Promise<void> {
    let child = first;
    try {
      job.resolve(await runOn(child, job));
    } catch (error) {
      // A child that was killed while it had nothing to do has not touched the job.
      if (error instanceof ChildDied && !error.started && !closed) {
        children.delete(child);
        child = start();
        await runOn(child, job).then(job.resolve, (again) => job.reject(coded(again)));
      } else {
        job.reject(coded(error));
      }
    }
    release(child);
  }

  /** Runs a job on a child until the job's answer, its error, the signal or the time ends it. */
  async function runOn(child: Child, { name, request, options: jobOptions }: QueuedJob): Promise<unknown> {
    const { signal, onProgress, timeoutMs } = jobOptions;
    let ending: Ending | undefined;
    const stop = (why: Ending) => {
      if (ending !== undefined) return;
      ending = why;
      child.abort(graceMs);
    };
    const cancel = () => stop('cancelled');
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop('out of time'), timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    running.set(child, stop);
    try {
      const run = child.run({ name, request, onProgress: (progress) => ending ?? onProgress?.(progress) });
      if (signal?.aborted || closed) cancel();
      const answer = await run;
      if (ending === undefined) return answer;
    } catch (error) {
      if (ending === undefined) throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      running.delete(child);
    }
    if (ending === 'cancelled') throw cancelled();
    throw new ReconcylError('RECON_WORK_TOO_LARGE', `It took longer than ${(timeoutMs ?? 0) / 1000} s.`);
  }

  function start(): Child {
    const child = startChild(options);
    children.add(child);
    void child.gone.then(() => {
      children.delete(child);
      clearTimeout(idle.get(child));
      idle.delete(child);
      // One that never did a job would only be followed by others like it.
      if (child.jobsEnded > 0) replenish();
      dispatch();
    });
    return child;
  }

  function replenish(): void {
    while (!closed && children.size < Math.min(keep, size)) void warmUp(start());
  }

  async function warmUp(child: Child): Promise<void> {
    running.set(child, child.kill);
    try {
      if (options.warmUp !== undefined) {
        await child.run({ name: options.warmUp, request: undefined, onProgress: () => undefined });
      }
    } catch {
      // It is gone, or the jobs to come will tell what is wrong.
    }
    running.delete(child);
    release(child);
  }

  function endUnlessKept(child: Child): void {
    if (idle.size + running.size <= keep) return;
    idle.delete(child);
    child.kill();
  }

  function takeIdle(): Child | undefined {
    // The one that worked last: its memory is warm, and the others come to their idle time.
    const entry = [...idle].at(-1);
    if (entry === undefined) return undefined;
    const [child, timer] = entry;
    clearTimeout(timer);
    idle.delete(child);
    return child;
  }

  function release(child: Child): void {
    const worn =
      child.jobsEnded >= options.recycleAfterJobs || child.rssBytes > (options.recycleAboveBytes ?? Infinity);
    if (child.alive) {
      if (worn || closed) child.kill();
      else idle.set(child, setTimeout(() => endUnlessKept(child), idleMs).unref());
    }
    dispatch();
  }

  async function close(): Promise<void> {
    closed = true;
    for (const job of [...queue]) job.stopWaiting();
    for (const stop of running.values()) stop('cancelled');
    for (const child of idle.keys()) child.kill();
    await Promise.all([...children].map(({ gone }) => gone));
  }

  async function run(name: string, request: unknown, jobOptions: JobOptions = {}): Promise<unknown> {
    if (closed || jobOptions.signal?.aborted) throw cancelled();
    const busy = idle.size === 0 && children.size >= size;
    if (busy && queue.length >= queueLimit) throw new ReconcylError('RECON_BUSY');
    return await enqueue(name, request, jobOptions);
  }

  replenish();
  // The child's jobs answer what their types say.
  return { run: run as ChildPool<Jobs>['run'], close };
}

function cancelled(): ReconcylError {
  return new ReconcylError('RECON_CANCELLED');
}

function coded(error: unknown): unknown {
  if (!(error instanceof ChildDied)) return error;
  return new ReconcylError('RECON_WORKER_DIED', `The process ended: ${error.message}.`, { cause: error });
}
