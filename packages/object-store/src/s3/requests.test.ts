import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createS3ObjectStore, type S3ObjectStore, type S3ObjectStoreOptions } from '../adapters/s3.ts';
import { sha256, streamOf } from '../testing/contract/helpers.ts';
import {
  breakOff,
  keepSilent,
  refuse,
  refuseUnread,
  type Scripted,
  type ScriptedServer,
  say,
  startScripted,
} from '../testing/scripted-server.ts';

const unavailable = { code: 'RECON_UNAVAILABLE' };
const object = { etag: '"abc"', 'last-modified': 'Mon, 23 Nov 2026 09:00:00 GMT', 'content-length': '3' };

describe('requests to a store', () => {
  const opened: { readonly server: ScriptedServer; readonly store: S3ObjectStore }[] = [];

  async function open(script: readonly Scripted[], options: Partial<S3ObjectStoreOptions> = {}) {
    const server = await startScripted(...script);
    const credentials = { accessKey: 'access', secretKey: 'secret' };
    const store = createS3ObjectStore({ url: server.url, region: 'r', bucket: 'bucket', ...credentials, ...options });
    opened.push({ server, store });
    return { server, store };
  }

  afterEach(async () => {
    vi.useRealTimers();
    for (const { server, store } of opened.splice(0)) {
      await store.close();
      await server.close();
    }
  });

  describe('are repeated', () => {
    it.each([
      ['an error of the server', refuse(500, 'InternalError')],
      ['a store that is too busy', refuse(503, 'SlowDown')],
      ['a store that stops, and gives up what it has begun', refuse(499, 'ClientDisconnected')],
      ['a connection that breaks', breakOff],
      ['a body that was damaged on its way', refuse(400, 'XAmzContentSHA256Mismatch')],
      ['an error inside of an answer that began well', say(200, {}, '<Error><Code>InternalError</Code></Error>')],
    ])('after %s', async (_, failure) => {
      const { server, store } = await open([failure, failure, say(200, { etag: '"abc"' })]);
      expect(await store.put('default/a', 'abc')).toMatchObject({ created: true, etag: 'abc' });
      expect(server.requests()).toHaveLength(3);
    });

    it('with the bytes that were read from a stream once', async () => {
      const bodies: string[] = [];
      const take: Scripted = async (request, response) => {
        bodies.push((await buffer(request)).toString());
        response.writeHead(bodies.length === 1 ? 500 : 200, { etag: '"abc"' }).end();
      };
      const { store } = await open([take]);
      expect(await store.put('default/a', streamOf(['one', 'two']))).toMatchObject({ sha256: sha256('onetwo') });
      expect(bodies).toEqual(['onetwo', 'onetwo']);
    });

    it('no longer than allowed', async () => {
      const { server, store } = await open([refuse(503, 'SlowDown')], { retryForMs: 300 });
      await expect(store.put('default/a', 'abc')).rejects.toMatchObject(unavailable);
      expect(server.requests().length).toBeGreaterThan(1);
      expect(server.requests().length).toBeLessThan(40);
    });

    it('never by a ping', async () => {
      const { server, store } = await open([refuse(503, 'SlowDown')]);
      await expect(store.ping()).rejects.toMatchObject(unavailable);
      expect(server.requests()).toEqual(['GET /bucket?location=']);
    });

    it('not after a refusal', async () => {
      const { server, store } = await open([refuse(403, 'AccessDenied')]);
      await expect(store.put('default/a', 'abc')).rejects.toMatchObject(unavailable);
      expect(server.requests()).toHaveLength(1);
    });

    it('not after the signal is aborted', async () => {
      const end = new AbortController();
      const { server, store } = await open([
        (_request, response) => {
          end.abort(new Error('stop'));
          response.writeHead(503).end();
        },
      ]);
      await expect(store.put('default/a', 'abc', { signal: end.signal })).rejects.toThrow('stop');
      expect(server.requests()).toHaveLength(1);
    });
  });

  describe('under a condition', () => {
    it('say that it did not hold', async () => {
      const { store } = await open([refuse(412, 'PreconditionFailed'), say(200, object)]);
      expect(await store.put('default/a', 'abc', { ifAbsent: true })).toMatchObject({ created: false, etag: 'abc' });
    });

    it('are repeated where the first try was not carried out', async () => {
      const { store } = await open([refuse(409, 'ConditionalRequestConflict'), say(200, { etag: '"abc"' })]);
      expect(await store.put('default/a', 'abc', { ifAbsent: true })).toMatchObject({ created: true });
    });

    it.each([
      ['a broken connection', breakOff],
      ['an error of the server', refuse(500, 'InternalError')],
    ])('are not guessed about when the object may be their own, after %s', async (_, failure) => {
      const { store } = await open([failure, refuse(412, 'PreconditionFailed')]);
      await expect(store.put('default/a', 'abc', { ifAbsent: true })).rejects.toMatchObject(unavailable);
    });

    it('get the answer of a server that does not read the body', async () => {
      const { store } = await open([refuseUnread, say(200, object)]);
      const body = Buffer.alloc(7_000_000);
      expect(await store.put('default/a', body, { ifAbsent: true })).toMatchObject({ created: false });
    });
  });

  describe('know when an object is not there', () => {
    it('by the code alone, since a proxy may answer for a store that is away', async () => {
      const page = say(404, { 'x-amz-request-id': '' }, '<html>default backend - 404</html>');
      const { store } = await open([page]);
      await expect(store.get('default/a')).rejects.toThrow();
      await expect(store.stat('default/a')).rejects.toThrow();
    });

    it('and when it is the bucket', async () => {
      const { store } = await open([refuse(404, 'NoSuchBucket')]);
      await expect(store.get('default/a')).rejects.toMatchObject(unavailable);
      await expect(store.stat('default/a')).rejects.toMatchObject(unavailable);
      await expect(store.delete('default/a')).rejects.toMatchObject(unavailable);
      await expect(store.deleteAll('default/')).rejects.toMatchObject(unavailable);
    });

    it('from HEAD, which has no code, by asking again', async () => {
      const { server, store } = await open([say(404), refuse(404, 'NoSuchKey')]);
      expect(await store.stat('default/a')).toBeUndefined();
      expect(server.requests()).toEqual(['HEAD /bucket/default/a', 'GET /bucket/default/a']);
    });
  });

  it.each([
    [507, 'XMinioStorageFull'],
    [400, 'QuotaExceeded'],
  ])('say that the store is full: %d %s', async (status, code) => {
    const { store } = await open([refuse(status, code)]);
    await expect(store.put('default/a', 'abc')).rejects.toMatchObject({ code: 'RECON_DISK_FULL' });
  });

  it('say that keys collide', async () => {
    const { store } = await open([refuse(400, 'XMinioParentIsObject')]);
    await expect(store.put('default/a', 'abc')).rejects.toMatchObject({ code: 'RECON_INTERNAL' });
  });

  it('have a bound where nobody listens', async () => {
    const { server, store } = await open([keepSilent], { retryForMs: 200 });
    await server.close();
    await expect(store.stat('default/a')).rejects.toMatchObject(unavailable);
    opened.pop();
    await store.close();
  });

  it('have a bound where nobody answers', async () => {
    const { store } = await open([keepSilent], { idleTimeoutMs: 50, retryForMs: 0 });
    await expect(store.stat('default/a')).rejects.toMatchObject(unavailable);
    await expect(store.put('default/a', 'abc')).rejects.toMatchObject(unavailable);
    await expect(store.ping()).rejects.toMatchObject(unavailable);
  });

  it('are refused after the store was closed', async () => {
    const { server, store } = await open([say(200, object)], { retryForMs: 0 });
    await store.close();
    await expect(store.stat('default/a')).rejects.toMatchObject(unavailable);
    expect(server.requests()).toEqual([]);
  });

  describe('that read an object', () => {
    const tenBytes = { ...object, 'content-length': '10' };
    const half: Scripted = (_request, response) => {
      response.writeHead(200, tenBytes);
      response.write('12345');
    };

    it('fail when the connection breaks in the middle, and are no short file', async () => {
      const { store } = await open([
        (request, response) => {
          half(request, response);
          setImmediate(() => response.socket?.destroy());
        },
      ]);
      const found = await store.get('default/a');
      await expect(buffer(found?.body ?? Readable.from([]))).rejects.toMatchObject(unavailable);
    });

    it('fail when the store stops in the middle', async () => {
      const { store } = await open([half], { idleTimeoutMs: 50 });
      const found = await store.get('default/a');
      await expect(buffer(found?.body ?? Readable.from([]))).rejects.toMatchObject(unavailable);
    });

    it('wait for a reader that is slow, however long', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const text = 'a'.repeat(20_000_000);
      const { store } = await open([say(200, { ...object, 'content-length': String(text.length) }, text)]);
      const body = (await store.get('default/a'))?.body ?? Readable.from([]);
      body.once('readable', () => undefined);
      // Until nothing more is taken from the connection.
      while (body.readableLength < body.readableHighWaterMark) await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(24 * 3600_000);
      expect((await buffer(body)).length).toBe(text.length);
    });

    it('fail for a store that gives the whole instead of a range', async () => {
      const { store } = await open([say(200, tenBytes, '1234567890')]);
      await expect(store.get('default/a', { range: { start: 3 } })).rejects.toMatchObject(unavailable);
    });

    it.each([
      ['before anyone reads', () => undefined],
      ['while nobody waits for more', (body: Readable) => once(body, 'readable')],
    ])('give the error to who reads next, and end no process, when the answer breaks %s', async (_, readABit) => {
      const connections: (Socket | null)[] = [];
      const { store } = await open([
        (request, response) => {
          half(request, response);
          connections.push(response.socket);
        },
      ]);
      const body = (await store.get('default/a'))?.body ?? streamOf([]);
      await readABit(body);
      const closed = new Promise((resolve) => body.once('close', resolve));
      connections[0]?.destroy();
      await closed;
      await expect(buffer(body)).rejects.toMatchObject(unavailable);
    });
  });
});

describe('options of a store', () => {
  const options = { url: 'http://s3', region: 'r', bucket: 'bucket', accessKey: 'a', secretKey: 's' };

  it.each([
    ['an address with a path', { url: 'http://s3/bucket' }],
    ['an address with credentials', { url: 'http://a:b@s3' }],
    ['another scheme', { url: 's3://bucket' }],
    ['a public address with a path', { publicUrl: 'https://files.example/s3' }],
    ['a prefix without a slash at its end', { prefix: 'reconcyl' }],
    ['parts that S3 does not take', { partSizeBytes: 1024 * 1024 }],
  ])('are refused: %s', (_, wrong) => {
    expect(() => createS3ObjectStore({ ...options, ...wrong })).toThrow(TypeError);
  });

  it('limit the life of a link, and let it go to the public address', async () => {
    const store = createS3ObjectStore({ ...options, publicUrl: 'https://files.example' });
    for (const [asked, given] of [
      [60, '60'],
      [86_400, '300'],
      [0, '1'],
      [1.5, '1'],
    ] as const) {
      const link = new URL((await store.presignGet('default/a b', asked)) ?? '');
      expect(link.origin + link.pathname).toBe('https://files.example/bucket/default/a%20b');
      expect(link.searchParams.get('X-Amz-Expires')).toBe(given);
    }
    await store.close();
  });

  it('name the bucket in the path, or before the host', async () => {
    for (const [pathStyle, address] of [
      [undefined, 'http://s3/bucket/default/a'],
      [false, 'http://bucket.s3/default/a'],
    ] as const) {
      const store = createS3ObjectStore({ ...options, pathStyle });
      const { origin, pathname } = new URL((await store.presignGet('default/a', 60)) ?? '');
      expect(origin + pathname).toBe(address);
      await store.close();
    }
  });
});
