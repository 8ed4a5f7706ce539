import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { ObjectStore } from '../object-store.ts';
import { checksumHeaders, sha256Of } from './checksums.ts';
import type { S3Connection } from './connection.ts';
import { coded, RefusedError } from './errors.ts';

/** Tries one after the other what the system rests on; gives what is wrong, in sentences. Leaves nothing behind. */
export async function probeStore(
  connection: S3Connection,
  store: ObjectStore,
  prefix: string,
): Promise<readonly string[]> {
  const folder = `${prefix}${randomUUID()}/`;
  const tries = [onceOnly, onceOnlyInParts, onlyIfUnchanged, refusesDamage, givesRanges, listsInOrder];
  try {
    const said: (string | undefined)[] = [];
    for (const one of tries) said.push(await one(store, folder, connection));
    return said.filter((problem) => problem !== undefined);
  } finally {
    await store.deleteAll(folder);
  }
}

async function onceOnly(store: ObjectStore, folder: string): Promise<string | undefined> {
  await store.put(`${folder}once`, 'first', { ifAbsent: true });
  const again = await store.put(`${folder}once`, 'second', { ifAbsent: true });
  return again.created
    ? 'It writes an object twice that was to be written once (If-None-Match is ignored).'
    : undefined;
}

async function onceOnlyInParts(store: ObjectStore, folder: string, { settings }: S3Connection) {
  const large = Buffer.alloc(settings.partSizeBytes + 1);
  await store.put(`${folder}once-in-parts`, large, { ifAbsent: true });
  const again = await store.put(`${folder}once-in-parts`, large, { ifAbsent: true });
  const name = 'CompleteMultipartUpload';
  return again.created ? `It writes a large object twice (If-None-Match is ignored by ${name}).` : undefined;
}

async function onlyIfUnchanged(store: ObjectStore, folder: string): Promise<string | undefined> {
  const { etag } = await store.put(`${folder}changing`, 'first');
  const second = await store.put(`${folder}changing`, 'second', { ifMatch: etag });
  const late = await store.put(`${folder}changing`, 'third', { ifMatch: etag });
  return second.created && !late.created ? undefined : 'It replaces what has changed meanwhile (If-Match is ignored).';
}

/** The body is not the one whose hash is signed, as after an error on the way. */
async function refusesDamage(_: ObjectStore, folder: string, connection: S3Connection): Promise<string | undefined> {
  const sha256 = sha256Of(Buffer.from('what was sent'));
  const body = Buffer.from('what arrives');
  const key = `${connection.settings.prefix}${folder}damaged`;
  const headers = checksumHeaders(sha256);
  try {
    await connection.call({ method: 'PUT', key, headers, body, sha256 }, { retry: false });
    return 'It stores bytes that are not those that were sent (their SHA-256 is not compared).';
  } catch (error) {
    if (error instanceof RefusedError && error.status < 500) return undefined;
    return coded(Promise.reject(error));
  }
}

async function givesRanges(store: ObjectStore, folder: string): Promise<string | undefined> {
  await store.put(`${folder}range`, '0123456789');
  const found = await store.get(`${folder}range`, { range: { start: 3, endInclusive: 5 } });
  return found && (await text(found.body)) === '345' ? undefined : 'It does not give the range of an object.';
}

async function listsInOrder(store: ObjectStore, folder: string): Promise<string | undefined> {
  const names = ['a-b/c', 'a/b', 'a0'].map((name) => `${folder}listed/${name}`);
  for (const name of names) await store.put(name, name);
  const listed: string[] = [];
  for await (const { key } of store.list(`${folder}listed/`)) listed.push(key);
  if (names.some((name) => !listed.includes(name))) return 'A listing does not hold what was just written.';
  return names.every((name, n) => listed[n] === name)
    ? undefined
    : 'It does not list keys in the order of their bytes.';
}
