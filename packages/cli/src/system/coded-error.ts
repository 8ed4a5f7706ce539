import { ReconcylError } from '@reconcyl/contracts';

/** Throws what it is given; a wrong environment as RECON_ENVIRONMENT_INVALID, with every problem. */
export function throwCoded(error: unknown): never {
  if (error instanceof Error && error.name === 'ConfigError' && 'problems' in error && Array.isArray(error.problems)) {
    const problems = error.problems.map((message) => ({ path: '', message: String(message) }));
    throw new ReconcylError('RECON_ENVIRONMENT_INVALID', undefined, { problems, cause: error });
  }
  throw error;
}
