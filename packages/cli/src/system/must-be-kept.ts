import { access } from 'node:fs/promises';
import { ReconcylError } from '@reconcyl/contracts';

/**
 * For those who only look after a system: an embedded adapter would make what it does not find. Throws RECON_USAGE with `otherwise`
 * where the path, of a data folder, is not there.
 */
export async function mustBeKept(path: string, otherwise: string): Promise<void> {
  await access(path).catch((cause: unknown) => {
    throw new ReconcylError('RECON_USAGE', otherwise, { cause });
  });
}
