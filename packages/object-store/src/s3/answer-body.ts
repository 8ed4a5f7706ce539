import type { IncomingMessage } from 'node:http';
import { addAbortSignal, Readable } from 'node:stream';
import { holdError } from '../body/held-error.ts';
import { NoAnswerError, toCodedError } from './errors.ts';

/** Listings and answers to deletions of 1,000 keys stay far below. */
const longestTextBytes = 16 * 1024 * 1024;
/** Held of a body that is read slower than it comes. */
const heldBytes = 256 * 1024;

export interface BodyOptions {
  /** How many bytes must come: a connection that breaks may look like an end. */
  readonly expectedBytes?: number;
  readonly idleTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly codedErrors?: boolean;
}

/**
 * The body of an answer. It fails when it is cut off, or when a byte that is asked for does not come in time; a reader may take as
 * long as it likes.
 */
export function bodyOf(response: IncomingMessage, options: BodyOptions): Readable {
  const { expectedBytes, idleTimeoutMs, signal } = options;
  let received = 0;
  let timer: NodeJS.Timeout | undefined;

  const body = holdError(
    new Readable({
      highWaterMark: heldBytes,
      read() {
        waitForMore();
        response.resume();
      },
      destroy(error, done) {
        clearTimeout(timer);
        if (!response.readableEnded) response.destroy();
        done(error);
      },
    }),
  );

  function fail(cause: unknown): void {
    const error = new NoAnswerError(cause, true);
    body.destroy(options.codedErrors ? (toCodedError(error) as Error) : error);
  }
  function waitForMore(): void {
    clearTimeout(timer);
    timer = setTimeout(() => fail(new Error('The rest of an answer did not come in time.')), idleTimeoutMs);
  }

  response.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (body.push(chunk)) return waitForMore();
    clearTimeout(timer);
    response.pause();
  });
  response.once('end', () => {
    clearTimeout(timer);
    if (expectedBytes === undefined || received === expectedBytes) body.push(null);
    else fail(new Error(`${received} of ${expectedBytes} bytes came.`));
  });
  response.on('error', fail);
  response.pause();
  if (signal !== undefined) addAbortSignal(signal, body);
  return body;
}

/** An answer as text. */
export async function readText(
  response: IncomingMessage,
  { idleTimeoutMs }: { readonly idleTimeoutMs: number },
  signal: AbortSignal | undefined,
): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of bodyOf(response, { idleTimeoutMs, signal })) {
      sizeBytes += chunk.length;
      if (sizeBytes > longestTextBytes) throw new NoAnswerError(new Error('An answer is too long.'), true);
      chunks.push(chunk);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}
