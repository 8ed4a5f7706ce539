/** Waits for a promise, or rejects at once when the signal is aborted. To be ended when there is nothing more to wait for. */
export interface AbortableWait {
  <Value>(promise: Promise<Value>): Promise<Value>;
  readonly end: () => void;
}

/**
 * For one wait after the other under the same signal. Destroying a stream is not enough to end a wait for its next chunk: a stream
 * that is made from a generator is destroyed only when the generator comes to its next step.
 */
export function createAbortableWait(signal: AbortSignal | undefined): AbortableWait {
  let fail: ((reason: unknown) => void) | undefined;
  const stop = () => fail?.(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  const wait = <Value>(promise: Promise<Value>) =>
    new Promise<Value>((resolve, reject) => {
      fail = reject;
      if (signal?.aborted) reject(signal.reason);
      promise.then(resolve, reject);
    });
  return Object.assign(wait, { end: () => signal?.removeEventListener('abort', stop) });
}
