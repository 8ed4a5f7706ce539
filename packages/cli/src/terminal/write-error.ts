import { errorCatalogue, ReconcylError, toReconcylError } from '@reconcyl/contracts';
import type { Io } from '../io.ts';
import { printable, styleFor } from './style.ts';

/**
 * Tells an error on stderr: code and message, what was found, every problem with its path, and what to do. Never a stack trace,
 * unless RECONCYL_DEBUG asks for the one of an error that has no code.
 */
export function writeError(io: Io, thrown: unknown): void {
  const style = styleFor(io, io.stderr);
  const error = toReconcylError(thrown);
  const { message, advice } = errorCatalogue[error.code];
  const lines = [`${style('red', 'error')} ${style('bold', error.code)}: ${message}`];
  if (error.detail !== undefined) lines.push(`  ${printable(error.detail)}`);
  for (const { path, message: problem } of error.problems) {
    lines.push(`  ${path === '' ? '' : `${style('bold', printable(path))}: `}${printable(problem)}`);
  }
  lines.push(`  ${style('dim', advice)}`);
  if (io.env.RECONCYL_DEBUG && !(thrown instanceof ReconcylError) && thrown instanceof Error) {
    lines.push(thrown.stack ?? thrown.message);
  }
  io.stderr.write(`${lines.join('\n')}\n`);
}
