import { PassThrough } from 'node:stream';
import type { ObjectStore } from '@reconcyl/object-store';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { gatewayUnderTest, listen, type UnderTestOptions } from '../testing/gateway-under-test.ts';
import { formEnd, partHead, rawClient, uploadHead } from '../testing/raw-client.ts';

async function start(options: UnderTestOptions = {}) {
  const under = await gatewayUnderTest(options);
  const port = await listen(under.app);
  return { ...under, client: () => rawClient(port) };
}

/** Resolves when the store is asked to put an object whose key ends so. */
function putsOf(store: Awaited<ReturnType<typeof start>>['store']) {
  const put = store.store.put;
  const asked: string[] = [];
  Object.assign(store.store, {
    put: (...given: Parameters<typeof put>) => {
      asked.push(given[0].split('/').slice(3).join('/'));
      return put(...given);
    },
  });
  return asked;
}

describe('a client that hangs up', () => {
  it.each([
    ['in the source', `${partHead('source')}id\n1\n`, 'inputs/source.csv'],
    ['in the target', `${partHead('source')}id\n1\n\r\n${partHead('target')}id\n`, 'inputs/target.csv'],
  ])('%s leaves nothing behind', async (_where, sent, key) => {
    const { store, client, bus, app } = await start();
    const asked = putsOf(store);
    const { send, hangUp } = await client();
    await send(uploadHead(100_000) + sent);
    await eventually(() => asked).toContain(key);
    hangUp();
    await eventually(() => app.uploadsInHand()).toBe(0);
    expect(store.keys()).toEqual([]);
    expect(bus.published).toEqual([]);
  });

  it('after the last byte has been accepted', async () => {
    const { store, client } = await start();
    const { send, hangUp } = await client();
    const body = `${partHead('source')}id\n1\n\r\n${partHead('target')}id\n1\n${formEnd}`;
    await send(uploadHead(body.length) + body);
    hangUp();
    await eventually(() => store.puts.some((key) => key.endsWith('request.json'))).toBe(true);
  });
});

describe('an upload that takes long', () => {
  it('says every ten minutes that it goes on, so that nobody takes it for left behind', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { store, client, app } = await start({ config: { MIN_UPLOAD_BYTES_PER_SECOND: 0 } });
    const marks = () => store.puts.filter((key) => key.includes('/open/')).length;
    const { send, hangUp } = await client();
    const timers = vi.getTimerCount();
    await send(`${uploadHead(100_000)}${partHead('source')}id\n`);
    await eventually(marks).toBe(1);
    for (const count of [2, 3]) {
      vi.advanceTimersByTime(10 * 60_000);
      await eventually(marks).toBe(count);
    }
    hangUp();
    await eventually(() => app.uploadsInHand()).toBe(0);
    expect(store.keys()).toEqual([]);
    expect(vi.getTimerCount()).toBe(timers);
  });
});

describe('an upload cut off halfway', () => {
  it.each([
    ['in a file', `${partHead('source')}id\n1\n\r\n${partHead('target')}id\n1`],
    ['before the last boundary', `${partHead('source')}id\n1\n\r\n${partHead('target')}id\n1\n\r\n`],
    ['in the head of a part', `${partHead('source')}id\n1\n\r\n--raw-boundary\r\nContent-Disp`],
    ['between the files', `${partHead('source')}id\n1\n\r\n--raw-boundary\r\n`],
  ])('%s is told so and leaves nothing behind', async (_where, body) => {
    const { store, client } = await start();
    const { send, received } = await client();
    // The announced length is kept: the form itself is not complete.
    await send(uploadHead(body.length) + body);
    await eventually(received).toContain('HTTP/1.1 400');
    await eventually(received).toContain('RECON_UPLOAD_CUT_OFF');
    expect(store.keys()).toEqual([]);
  });
});

describe('a client that is too slow', () => {
  it('is told so while it waits in a file, and leaves nothing behind', async () => {
    const config = { MIN_UPLOAD_BYTES_PER_SECOND: 100_000, UPLOAD_RATE_WINDOW_MS: 100 };
    const { store, client } = await start({ config });
    const { send, received, isClosed, hangUp } = await client();
    await send(`${uploadHead(100_000)}${partHead('source')}id\n`);
    await eventually(received).toContain('RECON_UPLOAD_CUT_OFF');
    expect(received()).toContain('slower than 100000 bytes a second');
    expect(store.keys()).toEqual([]);
    expect(isClosed()).toBe(false);
    hangUp();
  });

  it('is told so in the head of a part, too', async () => {
    const config = { MIN_UPLOAD_BYTES_PER_SECOND: 100_000, UPLOAD_RATE_WINDOW_MS: 100 };
    const { client, app } = await start({ config });
    const { send, received } = await client();
    await send(`${uploadHead(100_000)}--raw-bou`);
    await eventually(received).toContain('RECON_UPLOAD_CUT_OFF');
    expect(app.uploadsInHand()).toBe(0);
  });
});

describe('a store that is slower than the client', () => {
  it('holds the client back, and is not held against it', async () => {
    const config = { MIN_UPLOAD_BYTES_PER_SECOND: 100_000, UPLOAD_RATE_WINDOW_MS: 50 };
    const { store, client } = await start({ config });
    const { isWaiting, goOn } = waitAtPut(store.store, 'source.csv', 'before');
    const { send, socket, received } = await client();
    const size = 64 * 1024 ** 2;
    const target = `\r\n${partHead('target')}id\n1\n${formEnd}`;
    await send(uploadHead(partHead('source').length + size + target.length) + partHead('source'));
    const sent = send(Buffer.alloc(size, 'x'));
    await eventually(isWaiting).toBe(true);
    // Several windows pass in which nothing moves: what is on the way is in the kernel and in small buffers.
    let looks = 0;
    await eventually(() => (socket.writableLength > 0 ? ++looks : 0), { interval: 50 }).toBeGreaterThan(6);
    goOn();
    await sent;
    await send(target);
    await eventually(received).toContain('HTTP/1.1 202');
    const [key = ''] = store.keys().filter((name) => name.endsWith('source.csv'));
    expect(store.objects.get(key)?.bytes.byteLength).toBe(size);
  });
});

describe('a store that takes long for the last file', () => {
  it('is not held against a client that has sent all', async () => {
    const config = { MIN_UPLOAD_BYTES_PER_SECOND: 100_000, UPLOAD_RATE_WINDOW_MS: 20 };
    const { store, client } = await start({ config });
    const { isWaiting, goOn } = waitAtPut(store.store, 'target.csv', 'after');
    const { send, received } = await client();
    const body = `${partHead('source')}id\n1\n\r\n${partHead('target')}id\n1\n${formEnd}`;
    await send(uploadHead(body.length) + body);
    await eventually(isWaiting).toBe(true);
    let looks = 0;
    await eventually(() => ++looks, { interval: 40 }).toBeGreaterThan(6);
    goOn();
    await eventually(received).toContain('HTTP/1.1 202');
  });
});

describe('a file that is too large', () => {
  it('is refused while it still comes, with an answer that can be read', async () => {
    const { store, client } = await start({ config: { MAX_FILE_BYTES: 1_000_000 } });
    const { send, received } = await client();
    const size = 20_000_000;
    await send(uploadHead(size * 2) + partHead('source'));
    // The client does not read before it has sent all of this.
    await send(Buffer.alloc(size, 'x'));
    await eventually(received).toContain('HTTP/1.1 413');
    await eventually(received).toContain('The source file has more than 1000000 bytes.');
    expect(store.keys()).toEqual([]);
  });
});

describe('more uploads at once than there may be', () => {
  it('are asked to come later, and find room when one has ended', async () => {
    const { client, app } = await start({ config: { MAX_CONCURRENT_UPLOADS: 1 } });
    const first = await client();
    const body = `${partHead('source')}id\n1\n\r\n${partHead('target')}id\n1\n${formEnd}`;
    await first.send(uploadHead(body.length) + body.slice(0, 90));
    await eventually(() => app.uploadsInHand()).toBe(1);
    const second = await client();
    await second.send(uploadHead(body.length) + body);
    await eventually(second.received).toContain('HTTP/1.1 503');
    expect(second.received().toLowerCase()).toContain('retry-after: 5');
    expect(second.received()).toContain('RECON_TOO_MANY_UPLOADS');
    await first.send(body.slice(90));
    await eventually(first.received).toContain('HTTP/1.1 202');
    const third = await client();
    await third.send(uploadHead(body.length) + body);
    await eventually(third.received).toContain('HTTP/1.1 202');
  });
});

describe('a disk that fills while a file comes', () => {
  it('ends the upload and leaves nothing behind', async () => {
    const faults = { freeBytes: 1_000_000_000 };
    const { store, client } = await start({ faults, config: { MIN_FREE_DISK_BYTES: 1_000_000 } });
    const { send, received } = await client();
    await send(`${uploadHead(200_000_000)}${partHead('source')}id\n`);
    await eventually(() => received()).toBe('');
    faults.freeBytes = 0;
    const sending = send(Buffer.alloc(70 * 1024 ** 2, 'x'));
    await eventually(received).toContain('HTTP/1.1 507');
    await sending;
    expect(store.keys()).toEqual([]);
  });
});

describe('a server that shuts down', () => {
  it('lets an upload in hand end', async () => {
    const { store, client, app } = await start();
    const { send, received } = await client();
    const body = `${partHead('source')}id\n1\n\r\n${partHead('target')}id\n1\n${formEnd}`;
    await send(uploadHead(body.length) + body.slice(0, 90));
    await eventually(() => app.uploadsInHand()).toBe(1);
    const closed = app.close();
    await send(body.slice(90));
    await eventually(received).toContain('HTTP/1.1 202');
    await closed;
    expect(store.keys().filter((key) => key.endsWith('request.json'))).toHaveLength(1);
  });
});

describe('an answer to a hung-up reader', () => {
  it('is not read from the store to its end', async () => {
    const body = new PassThrough();
    const { client, store } = await start();
    const { putCompleted, putRequest, taskId } = await import('../testing/finished.ts');
    await putRequest(store.store);
    await putCompleted(store.store);
    const get = store.store.get;
    Object.assign(store.store, {
      get: async (key: string) => {
        const found = await get(key);
        return key.endsWith('.csv') && found ? { info: { ...found.info, sizeBytes: 1000 }, body } : found;
      },
    });
    const { send, received, hangUp } = await client();
    await send(`GET /reconciliation/${taskId}/?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    body.write('Missing in Target');
    await eventually(received).toContain('Missing in Target');
    hangUp();
    await eventually(() => body.destroyed).toBe(true);
  });
});

/** Makes a store wait before it takes the first byte of a file, or after the last one. */
function waitAtPut(store: ObjectStore, fileName: string, when: 'before' | 'after') {
  const gate = Promise.withResolvers<void>();
  const { put } = store;
  let isWaiting = false;
  const wait = () => {
    isWaiting = true;
    return gate.promise;
  };
  const slowPut: typeof put = async (key, ...rest) => {
    const isOurs = key.endsWith(fileName);
    if (isOurs && when === 'before') await wait();
    const answer = await put(key, ...rest);
    if (isOurs && when === 'after') await wait();
    return answer;
  };
  Object.assign(store, { put: slowPut });
  return { isWaiting: () => isWaiting, goOn: gate.resolve };
}
