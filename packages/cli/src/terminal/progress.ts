import { stripVTControlCharacters } from 'node:util';
import type { Io } from '../io.ts';
import { grouped, styleFor } from './style.ts';

/** Shows how far a piece of work is. What goes back, because news came out of order, is ignored. */
export interface ProgressDisplay {
  /** `fraction` is 0 to 1 of the whole, `etaSeconds` what is left, where that is known. */
  readonly show: (step: string, fraction: number, rows?: number, etaSeconds?: number) => void;
  /** Takes the bar away; what is written afterwards starts on a line of its own. */
  readonly end: () => void;
}

const silent: ProgressDisplay = { show: () => {}, end: () => {} };

/** A bar that redraws itself on a terminal; elsewhere one plain line a step. */
export function createProgress(io: Io, isQuiet: boolean): ProgressDisplay {
  if (isQuiet) return silent;
  return io.stderr.isTTY === true && io.env.TERM !== 'dumb' ? createBar(io) : createLines(io);
}

const drawEveryMs = 80;
/** What is over sooner shows no bar, so it neither flickers nor pays for loading what draws it (40 ms). */
const drawAfterMs = 160;

function createBar(io: Io): ProgressDisplay {
  let furthest: Frame | undefined;
  let hasEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let takeAway = (): void => {};

  const start = async (): Promise<void> => {
    const { createLogUpdate } = await import('log-update');
    if (hasEnded) return;
    // It would hide the cursor, and take part in how signals end the process to show it again.
    const render = createLogUpdate(io.stderr as NodeJS.WriteStream, { showCursor: true });
    const draw = (): void => {
      if (furthest !== undefined) render(frameText(io, furthest));
    };
    takeAway = () => render.clear();
    timer = setInterval(draw, drawEveryMs).unref();
    draw();
  };
  return {
    show: (step, fraction, rows, etaSeconds) => {
      if (hasEnded || fraction < (furthest?.fraction ?? 0)) return;
      furthest = { step, fraction: Math.min(1, fraction), rows, etaSeconds };
      timer ??= setTimeout(() => void start().catch(ignore), drawAfterMs).unref();
    },
    end: () => {
      if (hasEnded) return;
      hasEnded = true;
      clearTimeout(timer);
      takeAway();
    },
  };
}

/** A bar that cannot be drawn must not end the work that it shows. */
function ignore(): void {}

interface Frame {
  readonly step: string;
  readonly fraction: number;
  readonly rows: number | undefined;
  readonly etaSeconds: number | undefined;
}

/** Room for the longest text beside the bar, so that the bar keeps its width from step to step. */
const textColumns = 60;

/** One line that fits the terminal: where it is narrow the bar shrinks, then the rows go. */
function frameText(io: Io, { step, fraction, rows, etaSeconds }: Frame): string {
  const style = styleFor(io, io.stderr);
  const columns = io.stderr.columns ?? 80;
  const percent = `${Math.floor(fraction * 100)}%`.padStart(4);
  const short = ` ${percent}  ${step}`;
  const details = [
    ...(rows === undefined ? [] : [` · ${grouped(rows)} rows`]),
    // Below two seconds the number only flickers.
    ...(etaSeconds === undefined || etaSeconds < 2 ? [] : [` · ${Math.round(etaSeconds)} s left`]),
  ];
  const long = details.length === 0 ? short : `${short}${style('dim', details.join(''))}`;
  const leftBeside = (text: string): number => columns - 1 - stripVTControlCharacters(text).length;
  const wanted = Math.max(10, Math.min(32, columns - textColumns));
  const text = leftBeside(long) >= wanted ? long : short;
  const width = Math.max(0, Math.min(wanted, leftBeside(text)));
  const filled = Math.round(fraction * width);
  return style('cyan', '━'.repeat(filled)) + style('dim', '─'.repeat(width - filled)) + text;
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
