import type { TaskState } from '@reconcyl/contracts';

/** States that a slow reader has not taken yet; beyond it the oldest are dropped, as reading the task gives the newest anyway. */
const mostWaiting = 1000;

export interface ChangeFeed extends AsyncIterable<TaskState> {
  readonly push: (state: TaskState) => void;
}

/**
 * A feed from the moment it is made until the signal is aborted. A reader that is slower than the writes sees the newest state of
 * each task and not those in between.
 */
export function createChangeFeed(signal: AbortSignal, onEnd: () => void): ChangeFeed {
  const waiting = new Map<string, TaskState>();
  let wakeReader: (() => void) | undefined;
  let ended = false;

  function end(): void {
    if (ended) return;
    ended = true;
    signal.removeEventListener('abort', end);
    waiting.clear();
    onEnd();
    wakeReader?.();
  }
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });

  async function next(): Promise<IteratorResult<TaskState, undefined>> {
    while (!ended) {
      for (const [taskId, state] of waiting) {
        waiting.delete(taskId);
        return { done: false, value: state };
      }
      await new Promise<void>((resolve) => {
        wakeReader = resolve;
      });
    }
    return { done: true, value: undefined };
  }

  return {
    push(state) {
      if (ended) return;
      // Deleted first, so that it goes to the end of the line.
      waiting.delete(state.taskId);
      waiting.set(state.taskId, state);
      const [oldest] = waiting.keys();
      if (waiting.size > mostWaiting && oldest !== undefined) waiting.delete(oldest);
      wakeReader?.();
    },
    [Symbol.asyncIterator]: () => ({
      next,
      async return() {
        end();
        return { done: true, value: undefined };
      },
    }),
  };
}
