import { createHash } from 'node:crypto';
import type { S3Connection } from './connection.ts';
import { isRefusal, RefusedError } from './errors.ts';
import { listPages } from './list-objects.ts';
import { elementsOf, escapeXml, parseXml, textOf } from './xml.ts';

export async function deleteObject(connection: S3Connection, key: string): Promise<void> {
  try {
    await connection.call({ method: 'DELETE', key });
  } catch (error) {
    if (!isRefusal(error, 'NoSuchKey')) throw error;
  }
}

/** Deletes everything below a prefix, page by page, and gives the number of objects. */
export async function deleteAllObjects(connection: S3Connection, prefix: string): Promise<number> {
  let count = 0;
  for await (const page of listPages(connection, prefix)) {
    if (page.length === 0) continue;
    await deleteTogether(
      connection,
      page.map(({ key }) => connection.settings.prefix + key),
    );
    count += page.length;
  }
  return count;
}

async function deleteTogether(connection: S3Connection, keys: readonly string[]): Promise<void> {
  const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`).join('');
  const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
  const body = Buffer.from(`<Delete xmlns="${namespace}"><Quiet>true</Quiet>${objects}</Delete>`);
  // The one call of S3 that wants this header from all.
  const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
  const { text } = await connection.call({ method: 'POST', query: { delete: '' }, headers, body });
  const failed = elementsOf(parseXml(text, 'DeleteResult'), 'Error').map((error) => textOf(error, 'Code') ?? '');
  const code = failed.find((each) => each !== 'NoSuchKey');
  // Most stores look at each key by itself: what they say of one counts like an answer.
  if (code !== undefined) throw new RefusedError(code === 'AccessDenied' ? 403 : 500, code);
}
