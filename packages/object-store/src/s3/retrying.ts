import { setTimeout as wait } from 'node:timers/promises';
import { isWorthAnotherTry, mayHaveBeenDone, RefusedError } from './errors.ts';

const firstPauseMs = 100;
const longestPauseMs = 2_000;

/**
 * Does the work again while its error says that this may help, and no later than so long after the first try. Pauses are random
 * below a bound that doubles, so that those who met the same outage do not come back together.
 */
export async function retrying<Value>(
  forMs: number,
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  const begin = performance.now();
  let isUnsure = false;
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const pauseMs = Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** tries);
      if (!isWorthAnotherTry(error) || performance.now() - begin + pauseMs > forMs) throw asSure(error, isUnsure);
      isUnsure ||= mayHaveBeenDone(error);
      await wait(pauseMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  }
}

function asSure(error: unknown, isUnsure: boolean): unknown {
  return isUnsure && error instanceof RefusedError ? new RefusedError(error.status, error.code, true) : error;
}
