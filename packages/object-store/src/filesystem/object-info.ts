import { type BigIntStats, lstatSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { ObjectInfo } from '../object-store.ts';
import { ifThere, isSystemError } from './system-errors.ts';

/** What is known of a file. Its etag holds as long as nobody writes into the file from outside. */
export function toObjectInfo(key: string, stats: BigIntStats): ObjectInfo {
  return { key, sizeBytes: Number(stats.size), etag: etagOf(stats), modifiedAt: new Date(Number(stats.mtimeMs)) };
}

/** The object at a path; undefined when there is none, or when it is no regular file. */
export async function infoAt(path: string, key: string): Promise<ObjectInfo | undefined> {
  const stats = await ifThere(lstat(path, { bigint: true }));
  return stats?.isFile() ? toObjectInfo(key, stats) : undefined;
}

/** The etag of the object at a path, for use under the lock. */
export function etagAt(path: string): string | undefined {
  try {
    const stats = lstatSync(path, { bigint: true });
    return stats.isFile() ? etagOf(stats) : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Every put makes a new file with a modification time of its own (see unique-time.ts), so this changes with each. */
function etagOf(stats: BigIntStats): string {
  return `${stats.mtimeNs.toString(36)}-${stats.ino.toString(36)}-${stats.size.toString(36)}`;
}
