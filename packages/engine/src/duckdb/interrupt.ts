import type { DuckDBConnection } from '@duckdb/node-api';
import { ReconcylError } from '@reconcyl/contracts';
import { toEngineError } from './errors.ts';

/**
 * Runs statements of a connection and interrupts them when the signal aborts: then, and when it has aborted before, the error is
 * RECON_CANCELLED. All other errors are coded, too.
 */
export async function interruptible<T>(
  connection: Pick<DuckDBConnection, 'interrupt'>,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new ReconcylError('RECON_CANCELLED');
  let repeated: NodeJS.Timeout | undefined;
  // DuckDB forgets an interrupt that comes while a statement is only being prepared, hence again and again until it ends.
  const interrupt = () => {
    connection.interrupt();
    repeated = setInterval(() => connection.interrupt(), 20);
  };
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } catch (error) {
    throw toEngineError(error);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    clearInterval(repeated);
  }
}
