import { ReconcylError } from '@reconcyl/contracts';

/** A position in a list as clients carry it: opaque to them. */
export const encodeCursor = (after: number): string => Buffer.from(`after:${after}`).toString('base64url');

/** Throws RECON_FIELD_INVALID for what is no cursor of ours. */
export function decodeCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const after = /^after:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (after === undefined) throw new ReconcylError('RECON_FIELD_INVALID', 'cursor: not one that this server gave');
  return Number(after);
}
