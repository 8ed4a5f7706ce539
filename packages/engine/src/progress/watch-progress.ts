import type { EngineProgress } from '../types.ts';

/** Work that goes on, and how far it is. */
export interface Watched<Result> {
  /**
   * How far the work is, until it ends, well or not. News that nobody waited for is dropped for what came after it, so a slow reader
   * sees the latest. It never throws: the result does.
   */
  readonly progress: AsyncIterable<EngineProgress>;
  readonly result: Promise<Result>;
}

/**
 * Starts work and lets its progress be read with `for await`; await `result` after it.
 *
 * @param work Gets the callback to give to the engine.
 */
export function watchProgress<Result>(
  work: (onProgress: (progress: EngineProgress) => void) => Promise<Result>,
): Watched<Result> {
  let latest: EngineProgress | undefined;
  let hasEnded = false;
  let news = Promise.withResolvers<void>();
  const wake = (): void => {
    news.resolve();
    news = Promise.withResolvers<void>();
  };
  const result = work((progress) => {
    latest = progress;
    wake();
  }).finally(() => {
    hasEnded = true;
    wake();
  });
  // Whoever reads the progress first awaits the result later.
  result.catch(() => {});

  async function* progress(): AsyncGenerator<EngineProgress> {
    for (;;) {
      const waiting = news.promise;
      if (latest !== undefined) {
        const told = latest;
        latest = undefined;
        yield told;
        continue;
      }
      if (hasEnded) return;
      await waiting;
    }
  }
  return { progress: progress(), result };
}
