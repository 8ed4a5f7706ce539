/** Lets work in beside other work, or alone. */
export interface Turnstile {
  /**
   * Resolves when the work may begin, with what ends its turn. Who comes in alone waits until all others are out, and nobody
   * comes in behind. Rejects with the signal's reason when it is aborted before that.
   */
  readonly enter: (how: 'together' | 'alone', signal: AbortSignal) => Promise<() => void>;
}

interface Waiter {
  readonly how: 'together' | 'alone';
  readonly admit: () => void;
}

/** First come, first in. */
export function createTurnstile(): Turnstile {
  const waiting: Waiter[] = [];
  let inside = 0;
  let isClosed = false;

  function admitNext(): void {
    for (;;) {
      const next = waiting[0];
      if (next === undefined || isClosed || (next.how === 'alone' && inside > 0)) return;
      waiting.shift();
      inside += 1;
      isClosed = next.how === 'alone';
      next.admit();
    }
  }

  function leave(): void {
    inside -= 1;
    isClosed = false;
    admitNext();
  }

  return {
    enter: (how, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<() => void>();
      let hasLeft = false;
      const leaveOnce = () => {
        if (!hasLeft) leave();
        hasLeft = true;
      };
      const waiter: Waiter = {
        how,
        admit: () => {
          signal.removeEventListener('abort', giveUp);
          resolve(leaveOnce);
        },
      };
      const giveUp = () => {
        const position = waiting.indexOf(waiter);
        if (position >= 0) waiting.splice(position, 1);
        reject(signal.reason);
        admitNext();
      };
      if (signal.aborted) {
        reject(signal.reason);
        return promise;
      }
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.push(waiter);
      admitNext();
      return promise;
    },
  };
}
