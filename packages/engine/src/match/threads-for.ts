import type { EngineOptions } from '../types.ts';
import type { Sides } from './matching.ts';

/** Cells of a side up to which one thread is enough: DuckDB cuts tables and files into larger pieces than that before it shares them. */
const mostCellsOfOneThread = 100_000;

/**
 * Threads for a pair: one for a small one. A second thread has nothing of it to do, and handing each of some sixty statements to it and
 * back costs a quarter of the processor time of such a run.
 */
export function threadsFor(
  { source, target }: Sides,
  { threads, oneThreadUpToCells = mostCellsOfOneThread }: Pick<EngineOptions, 'threads' | 'oneThreadUpToCells'>,
): number | undefined {
  const cells = Math.max(source.rows * source.columns.length, target.rows * target.columns.length);
  return cells <= oneThreadUpToCells ? 1 : threads;
}
