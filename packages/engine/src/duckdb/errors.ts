import { ReconcylError, toReconcylError } from '@reconcyl/contracts';

/**
 * DuckDB could not read a CSV file as it was told to. Internal to the engine: the file is then read by the careful reader, so
 * users never see it.
 */
export class CsvReadError extends Error {
  override readonly name = 'CsvReadError';

  constructor(cause: unknown) {
    super('DuckDB could not read the file as it was described.', { cause });
  }
}

/**
 * Gives an error of DuckDB a code. Its messages hold cells and paths of this machine, so they live on as `cause` alone, which
 * nobody logs or returns.
 */
export function toEngineError(error: unknown): ReconcylError | CsvReadError {
  if (error instanceof CsvReadError || error instanceof ReconcylError) return error;
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('INTERRUPT Error')) return new ReconcylError('RECON_CANCELLED', undefined, { cause: error });
  if (message.startsWith('Out of Memory Error')) {
    return new ReconcylError('RECON_WORK_TOO_LARGE', undefined, { cause: error });
  }
  if (diskFull.test(message)) return new ReconcylError('RECON_DISK_FULL', undefined, { cause: error });
  if (csvReading.test(message)) return new CsvReadError(error);
  return toReconcylError(error);
}

/** The end of the message is the system's: ENOSPC, EDQUOT. */
const diskFull = /^IO Error: .*(?:No space left on device|Disk quota exceeded)\s*$/s;

/** Anchored: what follows quotes the file. The last is a record that does not fit into two buffers. */
const csvReading =
  /^(?:Invalid Input Error: (?:CSV Error on Line: |The CSV Parser state machine)|Not implemented Error: The Parallel CSV Reader)/;
