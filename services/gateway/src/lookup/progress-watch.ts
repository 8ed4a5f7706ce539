import { type Progress, progressSchema, type Stage, type TaskStatus } from '@reconcyl/contracts';
import type { Bus } from '@reconcyl/messaging';
import { progressChannel } from '@reconcyl/service-kit';

/** How long progress is listened to after someone last asked for it. */
const idleMs = 60_000;
const maxWatched = 500;

/**
 * Remembers the latest progress of the reconciliations that someone asks for: the first question starts to listen, the next ones
 * get what was heard. Bounded; forgets after a minute without a question.
 */
export function createProgressWatch(bus: Pick<Bus, 'listen'>, closing: AbortSignal) {
  const watched = new Map<string, { latest: Progress | undefined; end: AbortController; timer: NodeJS.Timeout }>();
  const forget = (channel: string) => {
    const entry = watched.get(channel);
    watched.delete(channel);
    clearTimeout(entry?.timer);
    entry?.end.abort();
  };
  closing.addEventListener('abort', () => [...watched.keys()].forEach(forget), { once: true });

  return {
    latest(tenant: string, taskId: string): Progress | undefined {
      const channel = progressChannel(tenant, taskId);
      const entry = watched.get(channel);
      if (entry !== undefined) {
        entry.timer.refresh();
        return entry.latest;
      }
      if (watched.size >= maxWatched || closing.aborted) return undefined;
      const end = new AbortController();
      const timer = setTimeout(() => forget(channel), idleMs);
      timer.unref();
      const started = { latest: undefined as Progress | undefined, end, timer };
      watched.set(channel, started);
      const onPayload = (payload: unknown) => {
        started.latest = parseProgress(payload) ?? started.latest;
      };
      // Progress is an extra: a bus that is away must not fail the answer.
      bus.listen(channel, onPayload, end.signal).catch(() => forget(channel));
      return undefined;
    },
  };
}
export type ProgressWatch = ReturnType<typeof createProgressWatch>;

export function parseProgress(payload: unknown): Progress | undefined {
  const parsed = progressSchema.safeParse(payload);
  return parsed.success ? parsed.data : undefined;
}

/** Progress as clients see it. */
export function progressBody({ stage, phase, fraction, rowsRead, etaSeconds }: Progress) {
  return {
    stage,
    phase,
    fraction,
    ...(rowsRead === undefined ? {} : { rows_read: rowsRead }),
    ...(etaSeconds === undefined ? {} : { eta_seconds: etaSeconds }),
  };
}

const stageOfStatus: Partial<Record<TaskStatus, Stage>> = {
  normalizing: 'normalize',
  reconciling: 'reconcile',
  rendering: 'render',
};

/** The stage that works while a reconciliation has this status. */
export const stageOf = (status: TaskStatus): Stage | undefined => stageOfStatus[status];
