import { type ErrorCode, type Problem, ReconcylError } from '@reconcyl/contracts';
import { formatPath, type Path } from './path.ts';

export type RulesetErrorCode = Extract<
  ErrorCode,
  'RECON_RULESET_INVALID' | 'RECON_COLUMN_UNKNOWN' | 'RECON_KEY_COLUMN_UNKNOWN'
>;

/** A problem with the code that it has when it is the only one. */
export interface RulesetProblem extends Problem {
  readonly code: RulesetErrorCode;
}

/** Most problems that an error tells. */
const mostProblems = 100;

export function rulesetProblem(
  path: Path,
  message: string,
  code: RulesetErrorCode = 'RECON_RULESET_INVALID',
): RulesetProblem {
  return { code, path: formatPath(path), message };
}

/**
 * All problems as one error: RECON_RULESET_INVALID when there is more to it than names, RECON_COLUMN_UNKNOWN when only names are
 * unknown, RECON_KEY_COLUMN_UNKNOWN when those are all of the key.
 */
export function rulesetError(found: readonly RulesetProblem[]): ReconcylError {
  const codes = new Set(found.map(({ code }) => code));
  const order = ['RECON_RULESET_INVALID', 'RECON_COLUMN_UNKNOWN', 'RECON_KEY_COLUMN_UNKNOWN'] as const;
  const code = order.find((one) => codes.has(one)) ?? 'RECON_RULESET_INVALID';
  const problems = found.slice(0, mostProblems).map(({ path, message }) => ({ path, message }));
  const detail = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return new ReconcylError(code, detail.length > 2000 ? `${detail.slice(0, 2000)}…` : detail, { problems });
}
