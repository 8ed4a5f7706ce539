import { ReconcylError } from '@reconcyl/contracts';

/**
 * DuckDB reads `*`, `?` and `[` in a path as a pattern, and would open another file in silence. Files get a plain name of ours
 * before; what is left is the path of the work folder itself: RECON_WORK_FOLDER.
 */
export function assertPlainPath(path: string): void {
  if (!/[*?[\0]/.test(path)) return;
  throw new ReconcylError('RECON_WORK_FOLDER', 'Its path holds *, ? or [, which the engine would take for a pattern.');
}
