import { nameSchema, ReconcylError } from '@reconcyl/contracts';

/** A position in a list as clients carry it: opaque to them. */
export const encodeCursor = (after: number): string => Buffer.from(`after:${after}`).toString('base64url');

/** Throws RECON_FIELD_INVALID for what is no cursor of ours. */
export function decodeCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const after = /^after:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (after === undefined) throw new ReconcylError('RECON_FIELD_INVALID', 'cursor: not one that this server gave');
  return Number(after);
}

/** The same for lists that are in the order of names. */
export const encodeNameCursor = (name: string): string => Buffer.from(`name:${name}`).toString('base64url');

/** Throws RECON_FIELD_INVALID for what is no cursor of ours. */
export function decodeNameCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [, given] = /^name:(.*)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  const name = nameSchema.safeParse(given);
  if (!name.success) throw new ReconcylError('RECON_FIELD_INVALID', 'cursor: not one that this server gave');
  return name.data;
}
