import { ReconcylError, taskIdSchema } from '@reconcyl/contracts';

/** The last task of a page; the next one begins after it. */
export interface Position {
  /** Milliseconds since 1970. */
  readonly acceptedAt: number;
  readonly taskId: string;
}

/** Makes a cursor: text for clients that says nothing about its inside. */
export function encodeCursor({ acceptedAt, taskId }: Position): string {
  return Buffer.from(`${acceptedAt}.${taskId}`).toString('base64url');
}

/** Reads a cursor. Throws RECON_FIELD_INVALID for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): Position {
  const [acceptedAt = '', taskId = '', ...rest] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  const isWhole = /^-?\d{1,15}$/.test(acceptedAt) && taskIdSchema.safeParse(taskId).success && rest.length === 0;
  const position = { acceptedAt: Number(acceptedAt), taskId };
  if (!isWhole || encodeCursor(position) !== cursor) {
    throw new ReconcylError('RECON_FIELD_INVALID', 'The cursor is not one that a listing gave.');
  }
  return position;
}

/** Throws RECON_FIELD_INVALID for a number of tasks that no page may have. */
export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
    throw new ReconcylError('RECON_FIELD_INVALID', 'The limit is a whole number from 1 to 200.');
  }
}
