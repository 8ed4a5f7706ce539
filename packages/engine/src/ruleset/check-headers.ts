import type { Ruleset } from '@reconcyl/contracts';
import { nameProblems } from './name-problems.ts';
import { optionProblems } from './option-problems.ts';
import { rulesetError } from './problem-list.ts';

/**
 * Holds a ruleset against the headers of both files, and throws with all problems at once: RECON_KEY_COLUMN_UNKNOWN when only key
 * columns are unknown, RECON_COLUMN_UNKNOWN when others are, RECON_RULESET_INVALID when its rules contradict each other.
 */
export function checkRulesetAgainstHeaders(
  ruleset: Ruleset,
  source: readonly string[],
  target: readonly string[],
): void {
  const found = [...optionProblems(ruleset), ...nameProblems(ruleset, { source, target })];
  if (found.length > 0) throw rulesetError(found);
}
