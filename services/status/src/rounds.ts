export interface Rounds {
  readonly start: () => void;
  /** Begins no new round, and resolves when the one in hand has ended. */
  readonly stop: () => Promise<void>;
}

/**
 * Goes round after round, never two at once, each an interval after the end of the one before, or at once after one that gives true.
 * Does not keep a process alive.
 */
export function createRounds(options: {
  readonly round: () => Promise<boolean>;
  readonly onError: (error: unknown) => void;
  readonly firstAfterMs: number;
  readonly intervalMs: number;
}): Rounds {
  const { round, onError, firstAfterMs, intervalMs } = options;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  let isStopped = false;

  function plan(afterMs: number): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      current = round()
        .catch((error: unknown) => {
          onError(error);
          return false;
        })
        .then((again) => plan(again ? 0 : intervalMs));
    }, afterMs);
    timer.unref();
  }

  return {
    start: () => plan(firstAfterMs),
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
