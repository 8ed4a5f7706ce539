import { setTimeout as wait } from 'node:timers/promises';
import type { ErrorCode } from '@reconcyl/contracts';

export interface OutageWatch {
  /** Something is away: `onOut` is called, and from then on it is probed until it is back. */
  readonly report: (code: ErrorCode) => void;
  /** Work went well: the next outage is probed from the shortest delay again. */
  readonly worked: () => void;
  /** What is away now. */
  readonly current: () => ErrorCode | undefined;
  /** Resolves when nothing is away, or the signal is aborted. */
  readonly over: (signal: AbortSignal) => Promise<void>;
  /** Ends the probing; who waits for the end of the outage is let go. */
  readonly stop: () => void;
}

export interface OutageOptions {
  /** Rejects while what the stage needs is away. */
  readonly probe: () => Promise<void>;
  readonly onOut: (code: ErrorCode) => void;
  readonly onOver: () => void;
  /** Delays between probes double from the first to the last. */
  readonly probeMs: { readonly first: number; readonly last: number };
}

/** Watches over what a stage needs. An outage is not a failure: the stage stops taking work, probes, and goes on. */
export function createOutageWatch({ probe, onOut, onOver, probeMs }: OutageOptions): OutageWatch {
  const stopped = new AbortController();
  let code: ErrorCode | undefined;
  let delayMs = probeMs.first;
  let ended = Promise.withResolvers<void>();

  async function probeUntilOver(): Promise<void> {
    while (!stopped.signal.aborted) {
      // Also before the first probe: what answers a probe may still refuse work.
      await wait(delayMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      delayMs = Math.min(delayMs * 2, probeMs.last);
      const isBack = await probe().then(
        () => true,
        () => false,
      );
      if (isBack) break;
    }
    code = undefined;
    ended.resolve();
    if (!stopped.signal.aborted) onOver();
  }

  return {
    report: (found) => {
      if (code !== undefined || stopped.signal.aborted) return;
      code = found;
      ended = Promise.withResolvers();
      onOut(found);
      void probeUntilOver();
    },
    worked: () => {
      delayMs = probeMs.first;
    },
    current: () => code,
    over: async (signal) => {
      if (code === undefined || signal.aborted) return;
      const aborted = Promise.withResolvers<void>();
      const onAbort = () => aborted.resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      await Promise.race([ended.promise, aborted.promise]);
      signal.removeEventListener('abort', onAbort);
    },
    stop: () => stopped.abort(),
  };
}
