import { Readable } from 'node:stream';
import type { ObjectInfo } from '../object-store.ts';
import { bodyOf } from './answer-body.ts';
import type { S3Connection } from './connection.ts';
import { isRefusal, NoAnswerError } from './errors.ts';
import { infoOf, statObject } from './object-info.ts';

export interface ReadOptions {
  readonly range?: { readonly start: number; readonly endInclusive?: number };
  readonly signal?: AbortSignal;
}

type Found = { readonly info: ObjectInfo; readonly body: Readable };

/** Opens an object for reading; the body fails when not all of it comes. */
export async function getObject(
  connection: S3Connection,
  key: string,
  { range, signal }: ReadOptions,
): Promise<Found | undefined> {
  const { start = 0, endInclusive = Number.POSITIVE_INFINITY } = range ?? {};
  if (start < 0 || !Number.isInteger(start)) throw new RangeError('A range starts at a whole number of bytes.');
  if (endInclusive < start) return emptyRange(connection, key);
  const isPart = start > 0 || endInclusive !== Number.POSITIVE_INFINITY;
  const headers = isPart ? { range: `bytes=${start}-${Number.isFinite(endInclusive) ? endInclusive : ''}` } : {};
  try {
    const response = await connection.open({ method: 'GET', key, headers }, { signal });
    const expectedBytes = Number(response.headers['content-length']);
    const total = isPart ? /\/(\d+)$/.exec(response.headers['content-range'] ?? '')?.[1] : expectedBytes;
    if (total === undefined || !Number.isInteger(expectedBytes)) {
      response.destroy();
      throw new NoAnswerError(
        new Error('It gave an object without its length, or all of it instead of a range.'),
        true,
      );
    }
    const info = infoOf(connection, key, response.headers, Number(total));
    const { idleTimeoutMs } = connection.settings;
    return { info, body: bodyOf(response, { expectedBytes, idleTimeoutMs, signal, codedErrors: true }) };
  } catch (error) {
    if (isRefusal(error, 'NoSuchKey')) return undefined;
    if (isRefusal(error, 'InvalidRange')) return emptyRange(connection, key);
    throw error;
  }
}

/** A range that lies behind the end of its object. */
async function emptyRange(connection: S3Connection, key: string): Promise<Found | undefined> {
  const info = await statObject(connection, key);
  return info && { info, body: Readable.from([]) };
}
