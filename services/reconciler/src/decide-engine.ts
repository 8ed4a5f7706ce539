import type { WorkResult } from '@reconcyl/service-kit';

/**
 * What becomes of a plan that another engine version made. The same plan gives the same answer only in the same engine, so while
 * both versions run side by side it is left to the other one. When nobody took it for long, that version is gone: the run begins
 * anew in the next attempt, with a plan of this one.
 */
export function decideEngine(found: { readonly ageMs: number; readonly otherEngineMs: number }): WorkResult {
  const reason = 'The plan is of another engine version.';
  if (found.ageMs < found.otherEngineMs) return { kind: 'hand-back', afterMs: 10_000, reason };
  return { kind: 'restart', reason };
}
