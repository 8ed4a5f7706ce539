import type { Progress } from '@reconcyl/contracts';

/** The channel of core messages on which the progress of a reconciliation is sent. */
export function progressChannel(tenant: string, taskId: string): string {
  return `progress.${tenant}.${taskId}`;
}

export interface ProgressSender {
  readonly report: (fraction: number, phase: string, rowsRead?: number) => void;
  /** Sends what is still held back. */
  readonly end: () => void;
}

const intervalMs = 1000;

/**
 * Thins progress to one message a second; the first and the last always go out. The fraction is clipped to 0…1 and never goes
 * back. The time that is left is told once it can be judged.
 */
export function createProgressSender(
  subject: Pick<Progress, 'tenant' | 'taskId' | 'attempt' | 'stage'>,
  send: (progress: Progress) => void,
): ProgressSender {
  const startedAt = performance.now();
  let highest = 0;
  let held: Progress | undefined;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    timer = undefined;
    if (held === undefined) return;
    send(held);
    held = undefined;
    timer = setTimeout(flush, intervalMs);
    timer.unref();
  }

  return {
    report: (fraction, phase, rowsRead) => {
      highest = Math.max(highest, Math.min(1, Number.isFinite(fraction) ? fraction : 0));
      const elapsed = (performance.now() - startedAt) / 1000;
      held = {
        ...subject,
        phase,
        fraction: highest,
        ...(rowsRead === undefined ? {} : { rowsRead }),
        ...(highest < 0.05 ? {} : { etaSeconds: (elapsed * (1 - highest)) / highest }),
      };
      if (timer === undefined) flush();
    },
    end: () => {
      clearTimeout(timer);
      flush();
      clearTimeout(timer);
    },
  };
}
