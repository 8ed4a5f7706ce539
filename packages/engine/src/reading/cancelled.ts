import { ReconcylError } from '@reconcyl/contracts';

/** Throws RECON_CANCELLED once the signal is aborted; called between blocks of a long read. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ReconcylError('RECON_CANCELLED');
}
