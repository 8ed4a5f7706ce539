import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { holdError } from '../body/held-error.ts';
import type { ObjectInfo } from '../object-store.ts';
import { isRealFolder } from './folders.ts';
import { toObjectInfo } from './object-info.ts';
import { ifThere, isSystemError } from './system-errors.ts';

export interface ReadOptions {
  readonly range?: { readonly start: number; readonly endInclusive?: number };
  readonly signal?: AbortSignal;
}

/** Opens an object for reading. The body is of the object as it is now, also when it is replaced or deleted meanwhile. */
export async function readObject(
  path: string,
  key: string,
  { range, signal }: ReadOptions,
): Promise<{ info: ObjectInfo; body: Readable } | undefined> {
  signal?.throwIfAborted();
  if (!(await isRealFolder(dirname(path)))) return undefined;
  const handle = await openFile(path);
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat({ bigint: true });
    if (stats.isFile()) {
      const info = toObjectInfo(key, stats);
      const body = await bodyOf(handle, info.sizeBytes, range, signal);
      return { info, body };
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/** ELOOP: a symbolic link, which is no object. O_NONBLOCK: opening a named pipe must not wait for its writer. */
async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await ifThere(open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  } catch (error) {
    if (isSystemError(error, 'ELOOP', 'ENXIO')) return undefined;
    throw error;
  }
}

/** The stream closes the file. A range is cut to the object, so one that begins behind its end is empty. */
async function bodyOf(
  handle: FileHandle,
  sizeBytes: number,
  range: ReadOptions['range'],
  signal: AbortSignal | undefined,
): Promise<Readable> {
  const start = range?.start ?? 0;
  const end = Math.min(range?.endInclusive ?? Number.POSITIVE_INFINITY, sizeBytes - 1);
  if (start < 0 || !Number.isInteger(start)) throw new RangeError('A range starts at a whole number of bytes.');
  if (start > end) {
    await handle.close();
    return Readable.from([]);
  }
  const aborting = signal === undefined ? {} : { signal };
  return holdError(handle.createReadStream({ start, end, highWaterMark: 256 * 1024, ...aborting }));
}
