import type { Io } from '../io.ts';
import { grouped, styleFor } from './style.ts';

/** Shows how far a piece of work is. What goes back, because news came out of order, is ignored. */
export interface ProgressDisplay {
  /** `fraction` is 0 to 1 of the whole. */
  readonly show: (step: string, fraction: number, rows?: number) => void;
  /** Takes the bar away; what is written afterwards starts on a line of its own. */
  readonly end: () => void;
}

const silent: ProgressDisplay = { show: () => {}, end: () => {} };

/**
 * A bar that redraws itself on a terminal; elsewhere one plain line a step. Written here and not taken from a prompt library,
 * because those put standard input into raw mode and end the process on Ctrl-C by themselves: here `-` reads standard input,
 * and Ctrl-C has a work folder to remove.
 */
export function createProgress(io: Io, isQuiet: boolean): ProgressDisplay {
  if (isQuiet) return silent;
  return io.stderr.isTTY === true && io.env.TERM !== 'dumb' ? createBar(io) : createLines(io);
}

const drawEveryMs = 80;

function createBar(io: Io): ProgressDisplay {
  const style = styleFor(io, io.stderr);
  let furthest = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let lastStep = '';
  return {
    show: (step, fraction, rows) => {
      if (fraction < furthest) return;
      furthest = Math.min(1, fraction);
      const now = performance.now();
      if (step === lastStep && now - drawnAt < drawEveryMs) return;
      drawnAt = now;
      lastStep = step;
      const width = Math.max(10, Math.min(32, (io.stderr.columns ?? 80) - 44));
      const filled = Math.round(furthest * width);
      const bar = style('cyan', '━'.repeat(filled)) + style('dim', '─'.repeat(width - filled));
      const percent = `${Math.floor(furthest * 100)}%`.padStart(4);
      const read = rows === undefined ? '' : style('dim', ` · ${grouped(rows)} rows`);
      io.stderr.write(`\r\x1b[2K${bar} ${percent}  ${step}${read}`);
    },
    end: () => {
      if (lastStep !== '') io.stderr.write('\r\x1b[2K');
    },
  };
}

function createLines(io: Io): ProgressDisplay {
  let furthest = 0;
  let lastStep = '';
  return {
    show: (step, fraction) => {
      if (fraction < furthest || step === lastStep) return;
      furthest = fraction;
      lastStep = step;
      io.stderr.write(`${step} …\n`);
    },
    end: () => {},
  };
}
