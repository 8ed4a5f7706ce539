import type { EngineProgress } from '../types.ts';

type Phase = EngineProgress['phase'];

/** Tells how far a call is that goes through phases. */
export interface ProgressTracker {
  /**
   * A phase begins; those before it are over. `poll` is asked twice a second for how far the phase is (0 to 1), until the next one
   * begins; `rows` are the rows that have been read when it is done.
   */
  enter(phase: Phase, details?: { readonly poll?: () => number; readonly rows?: number }): void;
  /** The phase that goes on is so far (0 to 1), where it is not polled. */
  advance(done: number): void;
  /** The call is over, well or not: nothing is polled any more. A call that ended well is told to be whole. */
  end(isWhole: boolean): void;
}

export interface TrackerOptions {
  /** Share of each phase of the whole; measured on pairs of a million records. */
  readonly weights: Partial<Readonly<Record<Phase, number>>>;
  readonly onProgress: ((progress: EngineProgress) => void) | undefined;
}

const pollEveryMs = 500;
/** The time that is left is told from here on: earlier it is a guess. */
const leastForEta = 0.05;

/** The fraction never goes back, also where a phase is entered again because the files have to be read with more care. */
export function createTracker({ weights, onProgress }: TrackerOptions): ProgressTracker {
  if (onProgress === undefined) return { enter: () => {}, advance: () => {}, end: () => {} };
  const started = performance.now();
  const phases = Object.entries(weights) as [Phase, number][];
  const total = phases.reduce((sum, [, weight]) => sum + weight, 0);
  let timer: NodeJS.Timeout | undefined;
  let furthest = 0;
  let rowsBefore = 0;
  let rowsOfPhase = 0;
  let current: Phase | undefined;

  const tell = (phase: Phase, done: number, rows: number | undefined): void => {
    const before = phases.slice(
      0,
      phases.findIndex(([name]) => name === phase),
    );
    const start = before.reduce((sum, [, weight]) => sum + weight, 0);
    const within = Math.min(1, Math.max(0, Number.isFinite(done) ? done : 0));
    furthest = Math.max(furthest, (start + within * (weights[phase] ?? 0)) / total);
    const rowsRead = rows === undefined ? rowsBefore : Math.max(rowsBefore, Math.round(rows * within));
    const elapsed = (performance.now() - started) / 1000;
    onProgress({
      phase,
      fraction: furthest,
      ...(rowsRead > 0 ? { rowsRead } : {}),
      ...(furthest >= leastForEta && furthest < 1 ? { etaSeconds: (elapsed * (1 - furthest)) / furthest } : {}),
    });
  };
  return {
    enter: (phase, { poll, rows } = {}) => {
      clearInterval(timer);
      rowsBefore = Math.max(rowsBefore, rowsOfPhase);
      rowsOfPhase = rows ?? 0;
      current = phase;
      tell(phase, 0, rows);
      if (poll !== undefined) timer = setInterval(() => tell(phase, poll(), rows), pollEveryMs).unref();
    },
    advance: (done) => {
      if (current !== undefined) tell(current, done, rowsOfPhase);
    },
    end: (isWhole) => {
      clearInterval(timer);
      const last = phases.at(-1)?.[0];
      if (isWhole && last !== undefined) tell(last, 1, undefined);
    },
  };
}
