import type { FromChild, ToChild } from './messages.ts';
import { toPortableError } from './portable-error.ts';

/** What a job gets beside its request. */
export interface JobContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: unknown) => void;
}

/** The jobs of a child module by name. Requests, progress and answers have to survive a structured clone. */
export type JobHandlers = Record<string, (request: never, context: JobContext) => Promise<unknown>>;

/** Makes this process a child of a pool: it takes jobs from its parent, and ends with it. */
export function serveJobs(handlers: JobHandlers): void {
  const running = new Map<number, AbortController>();

  async function run({ id, name, request }: Extract<ToChild, { type: 'job' }>): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    send({ type: 'started', id });
    try {
      const handler = handlers[name];
      if (handler === undefined) throw new TypeError('there is no such job');
      const onProgress = (progress: unknown) => send({ type: 'progress', id, progress });
      // The parent's `ChildPool` binds each name to the type of its request.
      const answer = await handler(request as never, { signal: controller.signal, onProgress });
      send({ type: 'done', id, answer, rssBytes: process.memoryUsage.rss() });
    } catch (error) {
      send({ type: 'failed', id, error: toPortableError(error), rssBytes: process.memoryUsage.rss() });
    } finally {
      running.delete(id);
    }
  }

  process.on('message', (message: ToChild) => {
    if (message.type === 'job') void run(message);
    else running.get(message.id)?.abort();
  });
  process.on('disconnect', () => {
    // An ordinary exit would wait for the statement that runs in native code.
    process.kill(process.pid, 'SIGKILL');
  });
  // A terminal sends these to the parent, too, which decides what becomes of the work.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  // Node would print the error, and with it what a cell says.
  process.on('uncaughtException', () => process.exit(70));
}

function send(message: FromChild): void {
  if (process.connected) process.send?.(message);
}
