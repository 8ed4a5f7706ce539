import { readFile } from 'node:fs/promises';
import { ReconcylError } from '@reconcyl/contracts';

/**
 * The text of a file that a variable names; nothing where none is named.
 *
 * @throws RECON_ENVIRONMENT_INVALID when it cannot be read.
 */
export async function fileOf(variable: string, path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ReconcylError('RECON_ENVIRONMENT_INVALID', `${variable} names a file that cannot be read.`, { cause });
  }
}

/** What must be set beside another variable. */
export function required<Value>(value: Value | undefined, variable: string, beside: string): Value {
  if (value !== undefined) return value;
  throw new ReconcylError('RECON_ENVIRONMENT_INVALID', `${variable} must be set with ${beside}.`);
}
