import { ReconcylError } from '@reconcyl/contracts';

/** The store did not answer, or not to the end. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  /** Whether the request may have reached the store, and so may have been carried out. */
  readonly wasSent: boolean;

  constructor(cause: unknown, wasSent: boolean) {
    super(`The object store does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.wasSent = wasSent;
  }
}

/** The store answered that it will not. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  /** The code of S3, e.g. `NoSuchKey`; empty where the answer has none. */
  readonly code: string;
  /** Whether an earlier try of the same request may have been carried out: then this answer may be about itself. */
  readonly isUnsure: boolean;

  constructor(status: number, code: string, isUnsure = false) {
    super(`The object store answered with status ${status} ${code}`.trimEnd());
    this.status = status;
    this.code = code;
    this.isUnsure = isUnsure;
  }
}

/** Whether an error is a refusal with one of these codes. */
export function isRefusal(error: unknown, ...codes: string[]): error is RefusedError {
  return error instanceof RefusedError && codes.includes(error.code);
}

/** What changed or was cut on its way to the store, and what met another request there. */
const worthAnother = new Set([
  ...['BadDigest', 'XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch', 'IncompleteBody', 'RequestTimeout'],
  ...['OperationAborted', 'ConditionalRequestConflict', 'SlowDown', 'InternalError'],
]);
const full = new Set(['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded', 'InsufficientStorage']);
/** Mended at the store or in the settings: wrong rights, credentials, clocks, regions, buckets. Work must wait for it, and not fail. */
const misconfigured = new Set(['NoSuchBucket', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException']);
const misconfiguredStatus = new Set([301, 307, 401, 403]);
const misnamed = new Set(['XMinioParentIsObject', 'XMinioObjectExistsAsDirectory']);

function isFull({ status, code }: RefusedError): boolean {
  return status === 507 || full.has(code);
}

/** MinIO, where it gives up work that it has begun: with a request that broke off, and with all that it has when it stops. */
const givenUp = 499;

/** Whether the same request may go well a moment later. */
export function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof NoAnswerError) return true;
  if (!(error instanceof RefusedError) || isFull(error)) return false;
  return (
    (error.status >= 500 && error.status !== 501) ||
    [408, 429, givenUp].includes(error.status) ||
    worthAnother.has(error.code)
  );
}

/** Whether the request that met this error may have been carried out all the same. */
export function mayHaveBeenDone(error: unknown): boolean {
  if (error instanceof NoAnswerError) return error.wasSent;
  return error instanceof RefusedError && (error.status >= 500 || [200, givenUp].includes(error.status));
}

/** A coded error, as every store of the port gives it; everything else as it is. */
export function toCodedError(cause: unknown): unknown {
  if (cause instanceof NoAnswerError) return new ReconcylError('RECON_UNAVAILABLE', undefined, { cause });
  if (!(cause instanceof RefusedError)) return cause;
  if (isFull(cause)) return new ReconcylError('RECON_DISK_FULL', undefined, { cause });
  if (misnamed.has(cause.code)) {
    const detail = 'One object key is the beginning of another, which this object store cannot hold.';
    return new ReconcylError('RECON_INTERNAL', detail, { cause });
  }
  const said = `The object store said ${cause.code || cause.status}.`;
  const isAway = isWorthAnotherTry(cause) || misconfigured.has(cause.code) || misconfiguredStatus.has(cause.status);
  return new ReconcylError(isAway ? 'RECON_UNAVAILABLE' : 'RECON_INTERNAL', said, { cause });
}

export async function coded<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw toCodedError(error);
  }
}
