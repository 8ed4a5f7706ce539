import { fork } from 'node:child_process';
import { ReconcylError } from '@reconcyl/contracts';
import type { FromChild, ToChild } from './messages.ts';
import { fromPortableError } from './portable-error.ts';

/** One child process of a pool, which does one job at a time. */
export interface Child {
  readonly alive: boolean;
  /** Jobs it has ended, well or not. */
  readonly jobsEnded: number;
  /** Resident memory when the last job ended. */
  readonly rssBytes: number;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  /** Gives the answer; throws the job's coded error, or ChildDied. */
  run(job: JobToRun): Promise<unknown>;
  /** Asks the running job to end, and kills the process if it has not after `graceMs`. */
  abort(graceMs: number): void;
  kill(): void;
}

export interface JobToRun {
  readonly name: string;
  readonly request: unknown;
  readonly onProgress: (progress: unknown) => void;
}

/** The process ended before its job did. */
export class ChildDied extends Error {
  override readonly name = 'ChildDied';
  /** Whether the job had begun. */
  readonly started: boolean;

  constructor(how: string, started: boolean) {
    super(how);
    this.started = started;
  }
}

interface Current {
  readonly id: number;
  readonly job: JobToRun;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  started: boolean;
}

interface StartOptions {
  readonly childModule: URL;
  readonly execArgv?: readonly string[] | undefined;
  readonly stderr?: 'inherit' | 'ignore' | undefined;
}

/** Starts a child process of a module that calls `serveJobs`. It does not keep this process alive while it has no job. */
export function startChild({ childModule, execArgv = [], stderr = 'inherit' }: StartOptions): Child {
  const fromSources = childModule.pathname.endsWith('.ts');
  const child = fork(childModule, {
    serialization: 'advanced',
    execArgv: [...(fromSources ? ['--conditions=reconcyl-source'] : []), ...execArgv],
    // A process that reads files of strangers gets none of the secrets that stand in the environment.
    env: {},
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
  });
  const gone = Promise.withResolvers<void>();
  let current: Current | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  let jobsEnded = 0;
  let rssBytes = 0;
  let dead: string | undefined;

  const keepAlive = (busy: boolean) => {
    child[busy ? 'ref' : 'unref']();
    child.channel?.[busy ? 'ref' : 'unref']();
  };
  const kill = () => {
    // Somebody may wait for `gone`, and nothing else may be left to wait for.
    keepAlive(true);
    child.kill('SIGKILL');
  };
  const end = (settle: (job: Current) => void) => {
    const ended = current;
    if (ended === undefined) return;
    current = undefined;
    clearTimeout(killTimer);
    jobsEnded += 1;
    keepAlive(false);
    settle(ended);
  };
  const die = (how: string) => {
    dead = how;
    end(({ reject, started }) => reject(new ChildDied(how, started)));
    gone.resolve();
  };
  const send = (message: ToChild) => {
    // A channel that is closed means that the process is about to be gone; its exit tells.
    child.send(message, (error) => error !== null && kill());
  };

  child.on('message', (message: FromChild) => {
    if (message.id !== current?.id) return;
    switch (message.type) {
      case 'started':
        current.started = true;
        break;
      case 'progress':
        current.job.onProgress(message.progress);
        break;
      case 'done':
        rssBytes = message.rssBytes;
        end(({ resolve }) => resolve(message.answer));
        break;
      case 'failed':
        rssBytes = message.rssBytes;
        end(({ reject }) => reject(fromPortableError(message.error)));
        break;
    }
  });
  child.on('exit', (code, signal) => die(signal === null ? `exit code ${code}` : `signal ${signal}`));
  child.on('error', () => (child.pid === undefined ? die('it could not be started') : kill()));
  keepAlive(false);

  return {
    get alive() {
      return dead === undefined;
    },
    get jobsEnded() {
      return jobsEnded;
    },
    get rssBytes() {
      return rssBytes;
    },
    gone: gone.promise,
    run: async (job) => {
      if (dead !== undefined) throw new ChildDied(dead, false);
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      current = { id: jobsEnded, job, resolve, reject, started: false };
      keepAlive(true);
      try {
        send({ type: 'job', id: current.id, name: job.name, request: job.request });
      } catch (cause) {
        end(() => reject(new ReconcylError('RECON_INTERNAL', undefined, { cause })));
      }
      return await promise;
    },
    abort: (graceMs) => {
      if (current === undefined) return;
      send({ type: 'abort', id: current.id });
      killTimer = setTimeout(kill, graceMs);
    },
    kill,
  };
}
