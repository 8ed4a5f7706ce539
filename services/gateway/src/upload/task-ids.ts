import { createHash } from 'node:crypto';
import { taskIdSchema } from '@reconcyl/contracts';
import { stringify, v7 } from 'uuid';

/** The id of a new reconciliation. */
export const newTaskId = (): string => v7();

/** The id that an Idempotency-Key always gets, so that a repeated upload is the same reconciliation: a UUIDv8 of its hash. */
export function derivedTaskId(tenant: string, idempotencyKey: string): string {
  return uuidOfHash(createHash('sha256').update(`idempotency\0${tenant}\0${idempotencyKey}`).digest());
}

/** The UUIDv8 of a hash. */
export function uuidOfHash(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return stringify(bytes);
}

/** The id in a path, however it is capitalised; undefined when it cannot be one. */
export function parseTaskId(text: string): string | undefined {
  const parsed = taskIdSchema.safeParse(text.toLowerCase());
  return parsed.success ? parsed.data : undefined;
}
