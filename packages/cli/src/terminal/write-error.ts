import { inspect } from 'node:util';
import { errorCatalogue, ReconcylError, toReconcylError } from '@reconcyl/contracts';
import type { Io } from '../io.ts';
import { fitted } from './fit.ts';
import { printable, styleFor } from './style.ts';

/**
 * Tells an error on stderr: code and message, what was found, every problem with its path, and what to do. Never a stack trace,
 * unless RECONCYL_DEBUG asks for everything.
 */
export function writeError(io: Io, thrown: unknown): void {
  const style = styleFor(io, io.stderr);
  const error = toReconcylError(thrown);
  const { message, advice } = isFaultHere(thrown) ? faultHere : errorCatalogue[error.code];
  const lines = [`${style('red', 'error')} ${style('bold', error.code)}: ${message}`];
  // Where the problems follow line by line, a detail that joins them would say it twice.
  const repeatsProblems = error.problems.some((problem) => error.detail?.includes(problem.message));
  if (error.detail !== undefined && !repeatsProblems) lines.push(`  ${printable(error.detail)}`);
  for (const { path, message: problem } of error.problems) {
    lines.push(`  ${path === '' ? '' : `${style('bold', printable(path))}: `}${printable(problem)}`);
  }
  lines.push(`  ${style('dim', advice)}`);
  io.stderr.write(fitted(lines, io.stderr));
  if (io.env.RECONCYL_DEBUG) io.stderr.write(`${inspect(thrown)}\n`);
}

/** RECON_INTERNAL speaks of the server and of a task id; in this process there is neither. */
const faultHere = {
  message: 'Something went wrong inside Reconcyl.',
  advice: 'Try again; if it fails again, run it with RECONCYL_DEBUG=1 and report what it prints.',
};

/** A server tells its own fault as a plain RECON_INTERNAL; one of this process has its cause with it. */
function isFaultHere(thrown: unknown): boolean {
  if (!(thrown instanceof ReconcylError)) return toReconcylError(thrown).code === 'RECON_INTERNAL';
  return thrown.code === 'RECON_INTERNAL' && thrown.cause !== undefined;
}
