import { ReconcylError } from '@reconcyl/contracts';
import { type JobContext, serveJobs } from '../serve-jobs.ts';

let isWarm = false;

/** Jobs that behave as badly as jobs can. */
export const testJobs = {
  echo: async (request: unknown) => request,
  warmUp: async () => {
    isWarm = true;
  },
  isWarm: async (_: null) => isWarm,
  pid: async (_: null) => process.pid,
  environment: async (_: null) => Object.keys(process.env),
  /** Tells its pid by progress, then waits for the abort as a good job does. */
  wait: (_: null, { signal, onProgress }: JobContext) =>
    new Promise<never>((_resolve, reject) => {
      const timer = setInterval(() => undefined, 1000);
      signal.addEventListener('abort', () => {
        clearInterval(timer);
        reject(new Error('the job was told to end'));
      });
      onProgress(process.pid);
    }),
  /** Tells its pid, then blocks its process for good. */
  hang: async (_: null, { onProgress }: JobContext): Promise<never> => {
    onProgress(process.pid);
    // The message is on its way before the process blocks.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;);
  },
  /** Ends although it was told not to go on. */
  finishAnyway: (_: null, { signal, onProgress }: JobContext) =>
    new Promise<string>((resolve) => {
      const timer = setInterval(() => undefined, 1000);
      signal.addEventListener('abort', () => {
        clearInterval(timer);
        resolve('finished');
      });
      onProgress(process.pid);
    }),
  crash: async (_: null): Promise<never> => process.abort(),
  exit: async (code: number): Promise<never> => process.exit(code),
  kill: async (_: null): Promise<never> => {
    process.kill(process.pid, 'SIGKILL');
    return await new Promise(() => undefined);
  },
  uncaught: async (_: null): Promise<never> => {
    setImmediate(() => {
      throw new Error('a cell');
    });
    return await new Promise(() => undefined);
  },
  exhaustHeap: async (_: null): Promise<never> => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => index));
  },
  count: async (to: number, { onProgress }: JobContext) => {
    for (let step = 1; step <= to; step += 1) onProgress(step);
    return to;
  },
  fail: async (_: null): Promise<never> => {
    throw new ReconcylError('RECON_RULESET_INVALID', 'Two problems.', {
      problems: [{ path: 'key', message: 'is empty' }],
      cause: new TypeError('a cell\n    at of the file'),
    });
  },
  failPlainly: async (_: null): Promise<never> => {
    throw Object.assign(new Error('no room for /a/path'), { code: 'ENOSPC' });
  },
  answerFunction: async (_: null) => () => undefined,
};

serveJobs(testJobs);
