import type { IncomingHttpHeaders } from 'node:http';
import type { ObjectInfo } from '../object-store.ts';
import type { S3Connection } from './connection.ts';
import { isRefusal, RefusedError } from './errors.ts';

/** What the store says of an object; undefined when there is none. */
export async function statObject(connection: S3Connection, key: string): Promise<ObjectInfo | undefined> {
  try {
    const { headers } = await connection.call({ method: 'HEAD', key });
    return infoOf(connection, key, headers, Number(headers['content-length']));
  } catch (error) {
    if (isRefusal(error, 'NoSuchKey')) return undefined;
    if (!(error instanceof RefusedError) || error.status !== 404) throw error;
    return await statByReading(connection, key);
  }
}

/**
 * The answer to HEAD has no body that could say what is not there. It may be the object, the bucket, or the store itself behind a proxy
 * that answers in its place; and work on an object that is gone is dropped. So this asks so that a reason is given.
 */
async function statByReading(connection: S3Connection, key: string): Promise<ObjectInfo | undefined> {
  try {
    const response = await connection.open({ method: 'GET', key });
    response.destroy();
    return infoOf(connection, key, response.headers, Number(response.headers['content-length']));
  } catch (error) {
    if (isRefusal(error, 'NoSuchKey')) return undefined;
    throw error;
  }
}

/** Of the headers of an answer about one object; `key` is the one in the bucket. */
export function infoOf(
  { settings }: S3Connection,
  key: string,
  headers: IncomingHttpHeaders,
  sizeBytes: number,
): ObjectInfo {
  const modifiedAt = new Date(headers['last-modified'] ?? Number.NaN);
  return { key: key.slice(settings.prefix.length), sizeBytes, etag: etagOf(headers), modifiedAt };
}

export function etagOf(headers: IncomingHttpHeaders): string {
  return withoutQuotes(headers.etag ?? '');
}

export function withoutQuotes(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}
