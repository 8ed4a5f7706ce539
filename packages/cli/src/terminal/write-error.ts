import { inspect } from 'node:util';
import { errorCatalogue, toReconcylError } from '@reconcyl/contracts';
import type { Io } from '../io.ts';
import { printable, styleFor } from './style.ts';

/**
 * Tells an error on stderr: code and message, what was found, every problem with its path, and what to do. Never a stack trace,
 * unless RECONCYL_DEBUG asks for everything.
 */
export function writeError(io: Io, thrown: unknown): void {
  const style = styleFor(io, io.stderr);
  const error = toReconcylError(thrown);
  const { message, advice } = errorCatalogue[error.code];
  const lines = [`${style('red', 'error')} ${style('bold', error.code)}: ${message}`];
  // Where the problems follow line by line, a detail that joins them would say it twice.
  const repeatsProblems = error.problems.some((problem) => error.detail?.includes(problem.message));
  if (error.detail !== undefined && !repeatsProblems) lines.push(`  ${printable(error.detail)}`);
  for (const { path, message: problem } of error.problems) {
    lines.push(`  ${path === '' ? '' : `${style('bold', printable(path))}: `}${printable(problem)}`);
  }
  lines.push(`  ${style('dim', advice)}`);
  if (io.env.RECONCYL_DEBUG) lines.push(inspect(thrown));
  io.stderr.write(`${lines.join('\n')}\n`);
}
