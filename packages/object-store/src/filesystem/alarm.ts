export interface Alarm {
  /** Ends the wait soon; further hints until then change nothing. */
  readonly hint: () => void;
  /** Ends the wait at once. */
  readonly ring: () => void;
  /** Resolves soon after a hint, also after one that came before, and without any after the rescan time. */
  readonly wait: () => Promise<void>;
}

/** Tells a single waiter when to look again. */
export function createAlarm({ gatherMs, rescanMs }: { gatherMs: number; rescanMs: number }): Alarm {
  let hinted = false;
  let rung = false;
  let wake: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  function arm(afterMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => wake?.(), afterMs);
  }

  return {
    hint() {
      if (hinted) return;
      hinted = true;
      if (wake !== undefined) arm(gatherMs);
    },
    ring() {
      rung = true;
      wake?.();
    },
    async wait() {
      if (!rung) {
        const woken = Promise.withResolvers<void>();
        wake = woken.resolve;
        arm(hinted ? gatherMs : rescanMs);
        await woken.promise;
      }
      clearTimeout(timer);
      wake = undefined;
      hinted = false;
      rung = false;
    },
  };
}
