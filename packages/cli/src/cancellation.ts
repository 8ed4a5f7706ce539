import { signalExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

/** How long a run may take to stop before the process ends without waiting for it. */
const graceMs = 5000;

export interface Cancellation {
  readonly signal: AbortSignal;
  /** The exit code of a run that was cancelled; undefined while it was not. */
  readonly exitCode: () => number | undefined;
}

/**
 * Runs a piece of work that Ctrl-C and SIGTERM abort. It gets the time to clean up; a second Ctrl-C, or a work that does not
 * stop, ends the process after `cleanUpNow`, which must be synchronous.
 */
export async function withCancellation<Result>(
  io: Io,
  cleanUpNow: () => void,
  work: (cancellation: Cancellation) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let code: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const endNow = (): void => {
    cleanUpNow();
    io.exit(code ?? 1);
  };
  const stopListening = io.onSignal((signal) => {
    if (code !== undefined) return endNow();
    code = signalExitCode(signal);
    timer = setTimeout(endNow, graceMs);
    controller.abort();
  });
  try {
    return await work({ signal: controller.signal, exitCode: () => code });
  } finally {
    stopListening();
    clearTimeout(timer);
  }
}
