import { ReconcylError } from '@reconcyl/contracts';

/** SQLite's primary result codes, see https://www.sqlite.org/rescode.html. */
const resultCodes = { busy: 5, locked: 6, readOnly: 8, ioError: 10, full: 13, cannotOpen: 14 } as const;
const outages: readonly number[] = [
  resultCodes.busy,
  resultCodes.locked,
  resultCodes.readOnly,
  resultCodes.ioError,
  resultCodes.cannotOpen,
];

/** Whether another process held the lock for longer than was waited. */
export function isBusy(error: unknown): boolean {
  return resultCodeOf(error) === resultCodes.busy;
}

/** RECON_DISK_FULL and RECON_UNAVAILABLE where SQLite's code says so; everything else as it is. */
export function toCodedError(error: unknown): unknown {
  if (error instanceof ReconcylError) return error;
  const code = resultCodeOf(error);
  if (code === resultCodes.full || systemCodeOf(error) === 'ENOSPC') {
    return new ReconcylError('RECON_DISK_FULL', undefined, { cause: error });
  }
  if (code !== undefined && outages.includes(code)) {
    return new ReconcylError('RECON_UNAVAILABLE', undefined, { cause: error });
  }
  return error;
}

function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  // The lowest byte; the rest of an extended code says more exactly what happened.
  return error.errcode & 0xff;
}

function systemCodeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
