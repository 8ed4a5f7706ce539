import type { Msg } from '@nats-io/transport-node';
import { exponentialBackoff } from '../backoff.ts';
import { askForOne } from './ask.ts';
import type { Connection } from './connection.ts';

export interface WorkersContext {
  readonly connection: Connection;
  readonly concurrency: number;
  /** Where messages are asked for. */
  readonly nextSubject: string;
  /** Works on a message and settles it; must not throw. */
  readonly work: (message: Msg) => Promise<void>;
  /** Called once for all workers when the consumer is gone; `seenAt` is when it was there last. */
  readonly restore: (seenAt: Date) => Promise<void>;
  readonly onRefused: (why: string) => void;
}

export interface Workers {
  /** Those that do not work begin to ask. */
  readonly start: () => void;
  /** Those that ask withdraw their questions, and ask no more. */
  readonly stop: () => void;
  /** Those that ask withdraw their questions and ask anew: nobody knows whether the server still has them. */
  readonly askAnew: () => void;
  /** Resolves when every question that was withdrawn has had its last answer. */
  readonly asked: () => Promise<unknown>;
}

/** Between two looks for a connection. */
const lookAgainMs = 1000;
/** Between two questions, when the last ones were refused or the consumer was gone. */
const betweenQuestions = exponentialBackoff({ firstMs: 100, capMs: 5000 });

/**
 * As many workers as may work at once. Each asks for one message, works on it, and asks for the next, so nothing ages in a
 * buffer. A message that was on its way when its question was withdrawn is worked on all the same.
 */
export function createWorkers(context: WorkersContext): Workers {
  const { connection, work, onRefused } = context;
  const workers: (Promise<void> | undefined)[] = Array.from({ length: context.concurrency }, () => undefined);
  const asks = new Set<Promise<unknown>>();
  let isWanted = false;
  /** Aborted when questions are to be withdrawn; those that come after have another one. */
  let asking = new AbortController();
  let seenAt = new Date();
  let restoring: Promise<void> | undefined;

  function start(): void {
    isWanted = true;
    for (const [n, running] of workers.entries()) {
      if (running !== undefined) continue;
      workers[n] = loop().finally(() => {
        workers[n] = undefined;
        // Wanted again between its last look and here.
        if (isWanted && !connection.client.isClosed()) start();
      });
    }
  }

  async function loop(): Promise<void> {
    let inVain = 0;
    while (isWanted && !connection.client.isClosed()) {
      const withdrawn = asking.signal;
      await connection.connected(lookAgainMs, withdrawn).catch(() => undefined);
      if (!connection.isConnected() || withdrawn.aborted) continue;
      const asked = askForOne(connection, context.nextSubject, withdrawn);
      asks.add(asked);
      const answer = await asked.finally(() => asks.delete(asked));
      if (answer.kind === 'message' || (answer.kind === 'nothing' && connection.isConnected())) seenAt = new Date();
      switch (answer.kind) {
        case 'message':
          inVain = 0;
          await work(answer.message);
          break;
        case 'nothing':
          inVain = 0;
          break;
        case 'gone':
          await restore().catch(() => undefined);
          await rest(betweenQuestions(++inVain), withdrawn);
          break;
        case 'refused':
          onRefused(answer.why);
          await rest(betweenQuestions(++inVain), withdrawn);
          break;
      }
    }
  }

  function restore(): Promise<void> {
    restoring ??= context.restore(seenAt).finally(() => {
      restoring = undefined;
    });
    return restoring;
  }

  function askAnew(): void {
    asking.abort();
    asking = new AbortController();
  }

  return {
    start,
    askAnew,
    stop() {
      isWanted = false;
      askAnew();
    },
    asked: () => Promise.allSettled(asks),
  };
}

function rest(ms: number, cutShort: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  const timer = setTimeout(wake, ms);
  cutShort.addEventListener('abort', wake, { once: true });
  if (cutShort.aborted) wake();
  return promise.finally(() => {
    clearTimeout(timer);
    cutShort.removeEventListener('abort', wake);
  });
}
