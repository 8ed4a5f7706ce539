import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { ObjectStore, PutResult } from '../object-store.ts';
import { checksumHeaders, sha256Of } from './checksums.ts';
import type { S3Connection } from './connection.ts';
import { coded, RefusedError } from './errors.ts';

/** Where a large object can be written twice, this sees it nearly always. */
const largeRounds = 3;

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

/** All at the same time: some stores look first and write then, and let several be the first. */
async function winnersOf(racers: number, put: (racer: number) => Promise<PutResult>): Promise<number> {
  const results = await Promise.all(Array.from({ length: racers }, (_, racer) => put(racer)));
  return results.filter(({ created }) => created).length;
}

async function onceOnly(store: ObjectStore, folder: string): Promise<string | undefined> {
  const options = { ifAbsent: true };
  const winners = await winnersOf(10, (racer) => store.put(`${folder}once`, `racer ${racer}`, options));
  const late = await store.put(`${folder}once`, 'late', options);
  if (winners === 1 && !late.created) return undefined;
  return `${winners} of 10 writers at once believed to be the first, and ${late.created ? 'a' : 'no'} later one (If-None-Match).`;
}

async function onceOnlyInParts(store: ObjectStore, folder: string, { settings }: S3Connection) {
  const options = { ifAbsent: true };
  for (let round = 1; round <= largeRounds; round += 1) {
    const key = `${folder}once-in-parts/${round}`;
    const body = (racer: number) => Buffer.alloc(settings.partSizeBytes + 1, `${racer}`);
    const winners = await winnersOf(4, (racer) => store.put(key, body(racer), options));
    if (winners !== 1) {
      return `${winners} of 4 writers of a large object at once believed to be the first (If-None-Match of CompleteMultipartUpload).`;
    }
  }
  return undefined;
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
