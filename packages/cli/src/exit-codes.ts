import { constants } from 'node:os';

/** What the exit codes mean to a script. */
export const exitCodes = { agree: 0, breaks: 1, couldNotRun: 2 } as const;

/** The code of a process that ends because of a signal, as shells count: 130 for Ctrl-C. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
