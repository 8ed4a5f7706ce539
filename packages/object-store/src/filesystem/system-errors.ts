import { ReconcylError } from '@reconcyl/contracts';

/** Whether an error is one of these of the operating system, e.g. `ENOENT`. */
export function isSystemError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** A coded error where the system's code says enough; everything else as it is. */
export function toCodedError(error: unknown): unknown {
  if (isSystemError(error, 'ENOSPC', 'EDQUOT')) {
    return new ReconcylError('RECON_DISK_FULL', undefined, { cause: error });
  }
  if (isSystemError(error, 'EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ESTALE')) {
    return new ReconcylError('RECON_UNAVAILABLE', undefined, { cause: error });
  }
  if (isSystemError(error, 'ENOTDIR', 'EISDIR', 'ENOTEMPTY')) {
    const detail = 'One object key is the beginning of another, which folders cannot hold.';
    return new ReconcylError('RECON_INTERNAL', detail, { cause: error });
  }
  return error;
}

/** The value, or undefined when the system says that the file or its folder is not there. */
export function ifThere<Value>(value: Promise<Value>): Promise<Value | undefined> {
  return unless(value, 'ENOENT', 'ENOTDIR');
}

/** The value, or undefined when this process may not have it. */
export function ifAllowed<Value>(value: Promise<Value>): Promise<Value | undefined> {
  return unless(value, 'EACCES', 'EPERM');
}

async function unless<Value>(value: Promise<Value>, ...codes: string[]): Promise<Value | undefined> {
  try {
    return await value;
  } catch (error) {
    if (isSystemError(error, ...codes)) return undefined;
    throw error;
  }
}
