import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  makeCertificates,
  type S3Server,
  startMinio,
  startSeaweed,
  startToxiproxy,
  type Toxiproxy,
} from '@reconcyl/testing/servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { S3ObjectStore, S3ObjectStoreOptions } from '../adapters/s3.ts';
import type { ObjectStore } from '../object-store.ts';
import { keysBelow, read, sha256, streamOf } from '../testing/contract/helpers.ts';
import { type LossyProxy, startLossyProxy } from '../testing/lossy-proxy.ts';
import { makeBucket, type TestBucket } from '../testing/s3-bucket.ts';
import { createConnection } from './connection.ts';
import { readOptions } from './options.ts';
import { probeStore } from './probe.ts';

const unavailable = { code: 'RECON_UNAVAILABLE' };
const mebibyte = 1024 * 1024;
const small = { partSizeBytes: 5 * mebibyte };

describe('the S3 store', () => {
  let minio: S3Server;
  let toxiproxy: Toxiproxy;
  let bucket: TestBucket;
  const stores: S3ObjectStore[] = [];

  function open(options: Partial<S3ObjectStoreOptions> = {}): S3ObjectStore {
    const store = bucket.open(options);
    stores.push(store);
    return store;
  }

  async function incompleteUploads(): Promise<number> {
    let count = 0;
    // With a prefix: MinIO lists the uploads of single keys, and of all only those that it knows by itself.
    for (const key of new Set(keys)) {
      const { uploads } = await bucket.client.listIncompleteUploadsQuery(bucket.name, key, '', '', '');
      count += uploads.length;
    }
    return count;
  }
  let keys: string[] = [];

  beforeAll(async () => {
    [minio, toxiproxy] = await Promise.all([startMinio(), startToxiproxy()]);
  });

  beforeEach(async () => {
    bucket = await makeBucket(minio);
    keys = [];
  });

  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });

  afterAll(async () => {
    await Promise.all([minio?.remove(), toxiproxy?.remove()]);
  });

  describe('with bodies of several parts', () => {
    it('gives back what was put, of a size that is known and of one that is not', async () => {
      const store = open(small);
      const bytes = Buffer.alloc(13 * mebibyte, 'abcdefghijk');
      for (const [key, options] of Object.entries({ known: { sizeBytes: bytes.length }, unknown: {} })) {
        const put = await store.put(key, streamOf([bytes]), options);
        expect(put).toMatchObject({ created: true, sizeBytes: bytes.length, sha256: sha256(bytes) });
        const found = await store.get(key);
        expect(found?.info).toMatchObject({ sizeBytes: bytes.length, etag: put.etag });
        expect(sha256(await buffer(found?.body ?? streamOf([])))).toBe(put.sha256);
        const middle = { start: 5 * mebibyte - 3, endInclusive: 5 * mebibyte + 2 };
        expect(await read(store, key, middle)).toBe(bytes.subarray(middle.start, middle.endInclusive + 1).toString());
      }
    });

    it('has one winner among 50 racers that have all sent their parts', async () => {
      const racing = [open(small), open(small)] as const;
      const allSent = Promise.withResolvers<void>();
      let sent = 0;
      async function* body(n: number) {
        yield Buffer.alloc(5 * mebibyte, `racer ${n} `);
        yield 'end';
        sent += 1;
        if (sent === 50) allSent.resolve();
        await allSent.promise;
      }
      const puts: Promise<{ created: boolean; sha256: string }>[] = [];
      for (let n = 0; n < 50; n += 1) {
        puts.push(racing[n % 2 === 0 ? 0 : 1].put('race', streamOf(body(n)), { ifAbsent: true }));
      }
      const results = await Promise.all(puts);
      const winners = results.filter(({ created }) => created);
      expect(winners).toHaveLength(1);
      const found = await racing[0].get('race');
      expect(sha256(await buffer(found?.body ?? streamOf([])))).toBe(winners[0]?.sha256);
      keys.push('race');
      expect(await incompleteUploads()).toBe(0);
    });

    it('replaces if the etag matches, and changes nothing if not', async () => {
      const store = open(small);
      const body = (letter: string) => streamOf([Buffer.alloc(6 * mebibyte, letter)]);
      const { etag } = await store.put('a', body('a'));
      expect(await store.put('a', body('b'), { ifMatch: etag })).toMatchObject({ created: true });
      expect(await store.put('a', body('c'), { ifMatch: etag })).toMatchObject({ created: false });
      expect(await read(store, 'a', { start: 0, endInclusive: 0 })).toBe('b');
      keys.push('a');
      expect(await incompleteUploads()).toBe(0);
    });

    it('leaves no upload behind after fifty bodies that hang up in the middle, and settles each put', async () => {
      const store = open(small);
      for (let round = 0; round < 5; round += 1) {
        const puts = Array.from({ length: 10 }, (_, n) => {
          const key = `hung-up/${round}/${n}`;
          keys.push(key);
          const end = new AbortController();
          async function* body() {
            yield Buffer.alloc(5 * mebibyte + 1, 'a');
            // By the source itself, by the caller while the source is stuck, and by one that says too much.
            if (n % 3 === 0) throw new Error('cut off');
            if (n % 3 === 1) setImmediate(() => end.abort(new Error('stop')));
            else yield Buffer.alloc(2 * mebibyte);
            await new Promise(() => undefined);
          }
          return store.put(key, streamOf(body()), { signal: end.signal, maxBytes: 6 * mebibyte });
        });
        const results = await Promise.allSettled(puts);
        expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'rejected'));
      }
      expect(await incompleteUploads()).toBe(0);
      expect(await keysBelow(store, '')).toEqual([]);
    });

    it('shows an upload that is not ended, so that the tests above can fail', async () => {
      keys.push('left');
      await bucket.client.initiateNewMultipartUpload(bucket.name, 'left', {});
      expect(await incompleteUploads()).toBe(1);
    });
  });

  describe('when the store goes away', () => {
    afterEach(async () => {
      minio.thaw();
    });

    it('says so within its bounds, and goes on when it is back', async () => {
      const store = open({ retryForMs: 200 });
      await store.put('default/a', 'before');
      await minio.kill();
      await expect(store.put('default/a', 'during')).rejects.toMatchObject(unavailable);
      await expect(store.get('default/a')).rejects.toMatchObject(unavailable);
      await expect(store.stat('default/a')).rejects.toMatchObject(unavailable);
      await expect(keysBelow(store, '')).rejects.toMatchObject(unavailable);
      await expect(store.delete('default/a')).rejects.toMatchObject(unavailable);
      await expect(store.deleteAll('default/')).rejects.toMatchObject(unavailable);
      await expect(store.ping()).rejects.toMatchObject(unavailable);
      await minio.start();
      await store.ping();
      expect(await read(store, 'default/a')).toBe('before');
    });

    it('waits for it, if it comes back soon', async () => {
      const store = open({ retryForMs: 60_000 });
      await minio.kill();
      const put = store.put('default/a', 'abc');
      await minio.start();
      expect(await put).toMatchObject({ created: true });
      expect(await read(store, 'default/a')).toBe('abc');
    });

    it('says so when it takes connections and answers nothing', async () => {
      const store = open({ idleTimeoutMs: 300, retryForMs: 0 });
      await store.put('default/a', 'before');
      const found = await store.get('default/a');
      minio.freeze();
      await expect(store.ping()).rejects.toMatchObject(unavailable);
      await expect(store.put('default/a', 'during')).rejects.toMatchObject(unavailable);
      await expect(store.put('default/b', streamOf([Buffer.alloc(9 * mebibyte)]))).rejects.toMatchObject(unavailable);
      minio.thaw();
      found?.body.destroy();
    });

    it('ends a read in the middle with an error when it is killed', async () => {
      const store = open();
      const whole = 64 * mebibyte;
      await store.put('default/a', streamOf([Buffer.alloc(whole, 'a')]));
      const body = (await store.get('default/a'))?.body ?? streamOf([]);
      await once(body, 'readable');
      await minio.kill();
      let came = 0;
      const reading = (async () => {
        for await (const chunk of body) came += chunk.length;
      })();
      await expect(reading).rejects.toMatchObject(unavailable);
      expect(came).toBeLessThan(whole);
      await minio.start();
    });

    it('watches on, and tells what came meanwhile', async () => {
      const store = open({ watchEveryMs: 20, retryForMs: 0 });
      const end = new AbortController();
      const seen: string[] = [];
      const waiting = new Map<string, () => void>();
      const until = (key: string) => new Promise<void>((resolve) => waiting.set(key, resolve));
      const watching = (async () => {
        for await (const { key } of store.watch('inbox/', end.signal)) {
          seen.push(key);
          waiting.get(key)?.();
        }
      })();
      // The first listing is of what was there before: put until one is seen.
      const first = until('inbox/0');
      const putting = new AbortController();
      const puts = (async () => {
        for (let n = 0; !putting.signal.aborted; n += 1) await store.put('inbox/0', String(n));
      })();
      await first;
      putting.abort();
      await puts;
      const second = until('inbox/2');
      await minio.kill();
      await minio.start();
      await open().put('inbox/1', 'b');
      await open().put('inbox/2', 'c');
      await second;
      end.abort();
      await watching;
      expect(seen).toContain('inbox/1');
    });
  });

  describe('on a bad network', () => {
    it('fails a read that is cut off, and is no short file', async () => {
      const proxy = await toxiproxy.proxy({ upstream: minio });
      const store = open({ url: proxy.through(minio.url), retryForMs: 0 });
      await store.put('default/a', streamOf([Buffer.alloc(3 * mebibyte, 'a')]));
      await proxy.cutAfter({ bytes: mebibyte });
      const found = await store.get('default/a');
      await expect(buffer(found?.body ?? streamOf([]))).rejects.toMatchObject(unavailable);
      await proxy.remove();
    });

    it('fails a put that is cut off, leaves nothing, and can be repeated by its caller', async () => {
      const proxy = await toxiproxy.proxy({ upstream: minio });
      const store = open({ url: proxy.through(minio.url), retryForMs: 0, ...small });
      await proxy.cutAfter({ bytes: 3 * mebibyte, direction: 'upstream' });
      for (const size of [4 * mebibyte, 11 * mebibyte]) {
        const put = store.put('default/a', streamOf([Buffer.alloc(size, 'a')]));
        await expect(put).rejects.toMatchObject(unavailable);
      }
      await proxy.heal();
      expect(await keysBelow(store, '')).toEqual([]);
      expect(await store.put('default/a', streamOf([Buffer.alloc(11 * mebibyte, 'a')]))).toMatchObject({
        created: true,
      });
      await proxy.remove();
    });

    it('fails when it swallows packets, in the time that it may', async () => {
      const proxy = await toxiproxy.proxy({ upstream: minio });
      const store = open({ url: proxy.through(minio.url), retryForMs: 0, idleTimeoutMs: 300 });
      await store.put('default/a', 'abc');
      await proxy.silence();
      await expect(store.put('default/a', 'during')).rejects.toMatchObject(unavailable);
      await expect(store.get('default/a')).rejects.toMatchObject(unavailable);
      await proxy.remove();
    });
  });

  describe('when answers are lost', () => {
    let lossy: LossyProxy;

    beforeEach(async () => {
      lossy = await startLossyProxy(minio.url);
    });

    afterEach(async () => {
      await lossy.close();
    });

    it('repeats what may be done twice', async () => {
      const store = open({ url: lossy.url });
      lossy.loseAnswers(1, ({ method }) => method === 'PUT');
      expect(await store.put('default/a', 'abc')).toMatchObject({ created: true });
      lossy.loseAnswers(1, ({ method }) => method === 'DELETE');
      await store.delete('default/a');
      lossy.loseAnswers(1, ({ method }) => method === 'HEAD');
      expect(await store.stat('default/a')).toBeUndefined();
      expect(lossy.lost()).toBe(3);
    });

    it('does not say that another was first when it may have been itself', async () => {
      const store = open({ url: lossy.url });
      lossy.loseAnswers(1, ({ method }) => method === 'PUT');
      await expect(store.put('default/a', 'mine', { ifAbsent: true })).rejects.toMatchObject(unavailable);
      const { etag } = await open().put('default/b', 'first');
      lossy.loseAnswers(1, ({ method }) => method === 'PUT');
      await expect(store.put('default/b', 'second', { ifMatch: etag })).rejects.toMatchObject(unavailable);
    });

    it('says so when another was first for certain', async () => {
      const store = open({ url: lossy.url });
      await store.put('default/a', 'theirs');
      expect(await store.put('default/a', 'mine', { ifAbsent: true })).toMatchObject({ created: false });
    });

    it('knows of an upload in parts whose end it did not hear that it has ended', async () => {
      const store = open({ url: lossy.url, ...small });
      for (const [key, options] of [
        ['default/a', {}],
        ['default/b', { ifAbsent: true }],
      ] as const) {
        lossy.loseAnswers(1, ({ method, url }) => method === 'POST' && url?.includes('uploadId') === true);
        const put = await store.put(key, streamOf([Buffer.alloc(6 * mebibyte, 'a')]), options);
        expect(put).toMatchObject({ created: true, etag: (await store.stat(key))?.etag });
      }
      expect(lossy.lost()).toBe(2);
    });

    it('does not take the object of another for the one that it uploaded', async () => {
      const store = open({ url: lossy.url, ...small });
      lossy.loseAnswers(1, ({ method, url }) => method === 'POST' && url?.includes('uploadId') === true);
      await open().put('default/a', 'theirs');
      const body = () => streamOf([Buffer.alloc(6 * mebibyte, 'a')]);
      // The first answer, which is lost, was a refusal; so is the second, and the upload is still there.
      await expect(store.put('default/a', body(), { ifAbsent: true })).rejects.toMatchObject(unavailable);
      expect(lossy.lost()).toBe(1);
      expect(await store.put('default/a', body(), { ifAbsent: true })).toMatchObject({ created: false });
      keys.push('default/a');
      expect(await incompleteUploads()).toBe(0);
    });

    it('stores what was sent when it was damaged on the way', async () => {
      const store = open({ url: lossy.url, ...small });
      const bytes = Buffer.alloc(11 * mebibyte, 'abc');
      lossy.damageBodies(2);
      await store.put('default/a', streamOf([bytes]));
      lossy.damageBodies(1);
      await store.put('default/b', 'abc');
      expect(sha256(await buffer((await store.get('default/a'))?.body ?? streamOf([])))).toBe(sha256(bytes));
      expect(await read(store, 'default/b')).toBe('abc');
    });
  });

  it('lists and deletes more than one page', async () => {
    const store = open();
    const expected = Array.from({ length: 1203 }, (_, n) => `default/many & more/${String(n).padStart(5, '0')} <ü>`);
    for (let n = 0; n < expected.length; n += 50) {
      await Promise.all(expected.slice(n, n + 50).map((key) => store.put(key, key)));
    }
    expect(await keysBelow(store, 'default/')).toEqual(expected);
    expect(await keysBelow(store, 'default/', { limit: 1100 })).toEqual(expected.slice(0, 1100));
    expect(await keysBelow(store, 'default/', { after: expected[1001] })).toEqual(expected.slice(1002));
    expect(await store.deleteAll('default/many')).toBe(1203);
    expect(await keysBelow(store, '')).toEqual([]);
  });

  it('passes over names that are no keys, and deletes them with the rest', async () => {
    const store = open();
    for (const name of ['inbox/', 'inbox/.hidden', 'inbox/a', 'inbox/back\\slash']) {
      await bucket.client.putObject(bucket.name, name, 'abc').catch(() => undefined);
    }
    expect(await keysBelow(store, 'inbox/')).toEqual(['inbox/a']);
    expect(await keysBelow(store, 'inbox/', { limit: 1 })).toEqual(['inbox/a']);
    await store.deleteAll('inbox/');
    const left: string[] = [];
    for await (const { name } of bucket.client.listObjectsV2(bucket.name, 'inbox/', true)) left.push(name);
    expect(left).toEqual([]);
  });

  it('gives links to the public address, which end', async () => {
    const proxy = await toxiproxy.proxy({ upstream: minio });
    const store = open({ publicUrl: proxy.through(minio.url) });
    await store.put('default/a b+c', 'abc');
    const link = (await store.presignGet('default/a b+c', 60)) ?? '';
    expect(new URL(link).port).toBe(String(proxy.port));
    expect(await (await fetch(link)).text()).toBe('abc');
    expect((await fetch(link.replace('a%20b', 'other'))).status).toBe(403);
    await proxy.remove();
  });

  it.each([
    ['a wrong secret', { secretKey: 'wrong' }],
    ['an unknown user', { accessKey: 'nobody' }],
    ['a bucket that is not there', { bucket: 'not-there' }],
  ])('takes %s as what must be mended at the store, and nothing as absent', async (_, wrong) => {
    const store = open(wrong);
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    await expect(store.put('default/a', 'abc')).rejects.toMatchObject(unavailable);
    await expect(store.get('default/a')).rejects.toMatchObject(unavailable);
    await expect(store.stat('default/a')).rejects.toMatchObject(unavailable);
    await expect(keysBelow(store, '')).rejects.toMatchObject(unavailable);
    await expect(store.deleteAll('default/')).rejects.toMatchObject(unavailable);
  });

  it('takes a wrong region so, too, though MinIO answers a ping that names any', async () => {
    const store = open({ region: 'eu-other-1' });
    await expect(store.put('default/a', 'abc')).rejects.toMatchObject(unavailable);
    await expect(store.get('default/a')).rejects.toMatchObject(unavailable);
    await expect(store.stat('default/a')).rejects.toMatchObject(unavailable);
  });

  describe('probed', () => {
    it('finds nothing wrong with MinIO, and leaves nothing behind', async () => {
      const store = open();
      expect(await store.probe('doctor/')).toEqual([]);
      expect(await keysBelow(store, '')).toEqual([]);
    });

    it('finds a store that knows no conditions', async () => {
      const connection = createConnection(readOptions({ ...minio, bucket: bucket.name, partSizeBytes: 5 * mebibyte }));
      const store = open(small);
      const careless = { ...store, put: (key: string, body: string) => store.put(key, body) } as ObjectStore;
      expect(await probeStore(connection, careless, 'doctor/')).toEqual([
        '10 of 10 writers at once believed to be the first, and a later one (If-None-Match).',
        expect.stringMatching(/^4 of 4 writers of a large object at once/),
        'It replaces what has changed meanwhile (If-Match is ignored).',
      ]);
      connection.close();
    });

    it('says of SeaweedFS what it does otherwise', async () => {
      const seaweed = await startSeaweed();
      try {
        const store = (await makeBucket(seaweed)).open();
        const said = await store.probe('doctor/');
        // Whether it lets two writers of a large object win depends on their time.
        const large = /^[2-4] of 4 writers of a large object at once believed to be the first/;
        expect(said.filter((sentence) => !large.test(sentence))).toEqual([
          'It does not list keys in the order of their bytes.',
        ]);
        await store.close();
      } finally {
        await seaweed.remove();
      }
    });
  });

  it('speaks TLS with a store of an authority of its own, and with no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reconcyl-tls-'));
    const certificates = await makeCertificates(folder);
    const secure = await startMinio({ tls: certificates });
    try {
      const ca = await readFile(certificates.caFile, 'utf8');
      const { region, accessKey, secretKey } = secure;
      const admin = await makeBucket(secure, ca);
      const store = admin.open({ ca, ...small });
      const bytes = Buffer.alloc(6 * mebibyte, 'a');
      expect(await store.put('default/a', streamOf([bytes]), { ifAbsent: true })).toMatchObject({ created: true });
      expect(await store.put('default/a', streamOf([bytes]), { ifAbsent: true })).toMatchObject({ created: false });
      expect((await buffer((await store.get('default/a'))?.body ?? streamOf([]))).equals(bytes)).toBe(true);
      await store.close();
      const strict = admin.open({ retryForMs: 0, region, accessKey, secretKey });
      await expect(strict.ping()).rejects.toMatchObject(unavailable);
      await strict.close();
    } finally {
      await secure.remove();
      await rm(folder, { recursive: true });
    }
  });
});
