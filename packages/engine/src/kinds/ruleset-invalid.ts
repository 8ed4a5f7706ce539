import { type Problem, ReconcylError } from '@reconcyl/contracts';

/** The error that tells all problems of a ruleset at once. */
export function rulesetInvalid(problems: readonly Problem[]): ReconcylError {
  const told = problems.slice(0, 100);
  const detail = told.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const short = detail.length > 2000 ? `${detail.slice(0, 2000)}…` : detail;
  return new ReconcylError('RECON_RULESET_INVALID', short, { problems: told });
}
