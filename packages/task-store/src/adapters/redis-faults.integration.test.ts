import { inspect } from 'node:util';
import type { TaskState } from '@reconcyl/contracts';
import { type RedisServer, startRedis } from '@reconcyl/testing/servers';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TaskStore } from '../task-store.ts';
import { idOf, numberOf, reader, task } from '../testing/contract/helpers.ts';
import { createCuttableProxy } from '../testing/cuttable-proxy.ts';
import { createRedisTaskStore, type RedisTaskStoreOptions } from './redis.ts';

const away = { code: 'RECON_UNAVAILABLE' };
let closers: (() => unknown)[];

beforeEach(() => {
  closers = [];
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});

async function server(...config: string[]): Promise<RedisServer> {
  const started = await startRedis({ config });
  closers.push(started.remove);
  return started;
}

async function open({ port }: { port: number }, options: Partial<RedisTaskStoreOptions> = {}): Promise<TaskStore> {
  const store = await createRedisTaskStore({ url: `redis://127.0.0.1:${port}`, retentionMs: 86_400_000, ...options });
  closers.push(store.close);
  return store;
}

function adminOf({ url }: RedisServer): Redis {
  const admin = new Redis(url);
  admin.on('error', () => undefined);
  closers.push(() => admin.disconnect());
  return admin;
}

async function write(store: TaskStore, ...states: TaskState[]): Promise<void> {
  for (const state of states) expect(await store.put(state, 0)).toBe(true);
}

const works = (store: TaskStore) =>
  vi.waitUntil(
    () =>
      store.get('default', idOf(1)).then(
        () => true,
        () => false,
      ),
    { timeout: 30_000 },
  );

describe('while Redis is away', () => {
  it('requests are refused, after the first moment at once, and work again when it is back', async () => {
    const redis = await server();
    const store = await open(redis, { waitMs: 2000 });
    await write(store, task(1));
    await redis.kill();
    await expect(store.get('default', idOf(1))).rejects.toMatchObject(away);
    await expect(store.list({ tenant: 'default', limit: 1 })).rejects.toMatchObject(away);
    const before = performance.now();
    for (let n = 0; n < 100; n += 1) {
      await expect(store.put(task(2), 0)).rejects.toMatchObject(away);
      await expect(store.epoch()).rejects.toMatchObject(away);
    }
    expect(performance.now() - before).toBeLessThan(1500);
    await redis.start();
    await works(store);
    expect((await store.get('default', idOf(1)))?.state).toEqual(task(1));
    expect(await store.get('default', idOf(2))).toBeUndefined();
  });

  it('a store opens, and works once it is there', async () => {
    const redis = await server();
    await redis.kill();
    const store = await open(redis, { waitMs: 10 });
    await expect(store.ping()).rejects.toMatchObject(away);
    const changes = reader(store.changes({ tenant: 'default' }, AbortSignal.timeout(60_000)));
    await redis.start();
    await works(store);
    await write(store, task(1));
    expect(await changes.next()).toEqual(task(1));
  });

  it('a store without a way to connect at all tries again', async () => {
    const redis = await server();
    const store = await open(redis, { url: `rediss://127.0.0.1:${redis.port}`, ca: 'no certificate', waitMs: 10 });
    await expect(store.ping()).rejects.toMatchObject(away);
  });
});

describe('a frozen Redis', () => {
  it('is away: requests get their answer in time, and work once it goes on', async () => {
    const redis = await server();
    const store = await open(redis, { waitMs: 300, answerMs: 300 });
    await write(store, task(1));
    const version = (await store.get('default', idOf(1)))?.version ?? -1;
    redis.freeze();
    const before = performance.now();
    const requests = Array.from({ length: 20 }, () => store.put(task(1, { status: 'failed' }), version));
    for (const { status, reason } of (await Promise.allSettled(requests)) as PromiseRejectedResult[]) {
      expect([status, reason?.code]).toEqual(['rejected', away.code]);
    }
    await expect(store.get('default', idOf(1))).rejects.toMatchObject(away);
    expect(performance.now() - before).toBeLessThan(10_000);
    redis.thaw();
    await works(store);
    // One of the writes may have been done: the caller was told that nobody knows.
    expect(['accepted', 'failed']).toContain((await store.get('default', idOf(1)))?.state.status);
  });
});

describe('changes over a break', () => {
  it('are told once the connection stands again: the newest state of each', async () => {
    const redis = await server();
    const proxy = await createCuttableProxy(redis.port);
    closers.push(proxy.close);
    const [writer, follower] = [await open(redis), await open(proxy, { waitMs: 100 })];
    const changes = reader(follower.changes({ tenant: 'default' }, AbortSignal.timeout(60_000)));
    const ofTask = reader(follower.changes({ tenant: 'default', taskId: idOf(2) }, AbortSignal.timeout(60_000)));
    await write(writer, task(1), task(2));
    expect([await changes.next(), await changes.next(), await ofTask.next()]).toEqual([task(1), task(2), task(2)]);
    proxy.cut();
    const { version } = (await writer.get('default', idOf(2))) ?? { version: -1 };
    await writer.put(task(2, { status: 'completed' }), version);
    await write(writer, task(3), task(4, { tenant: 'other' }));
    proxy.mend();
    expect(await changes.next()).toEqual(task(2, { status: 'completed' }));
    expect(await changes.next()).toEqual(task(3));
    expect(await ofTask.next()).toEqual(task(2, { status: 'completed' }));
    await write(writer, task(5));
    expect(await changes.next()).toEqual(task(5));
  });

  it('are told when the connection broke without a sign', async () => {
    const redis = await server();
    const proxy = await createCuttableProxy(redis.port);
    closers.push(proxy.close);
    const writer = await open(redis);
    const follower = await open(proxy, { heartbeatMs: 100, answerMs: 500 });
    const changes = reader(follower.changes({ tenant: 'default' }, AbortSignal.timeout(60_000)));
    await write(writer, task(1));
    expect(await changes.next()).toEqual(task(1));
    proxy.stall();
    await write(writer, task(2));
    expect(await changes.next()).toEqual(task(2));
  });

  it('are told of the task that is followed, however much else was written meanwhile', async () => {
    const redis = await server();
    const proxy = await createCuttableProxy(redis.port);
    closers.push(proxy.close);
    const [writer, follower] = [await open(redis), await open(proxy, { waitMs: 100 })];
    const ofTask = reader(follower.changes({ tenant: 'default', taskId: idOf(1) }, AbortSignal.timeout(60_000)));
    proxy.cut();
    await write(writer, task(1));
    await Promise.all(Array.from({ length: 1200 }, (_, n) => writer.put(task(10 + n), 0)));
    proxy.mend();
    expect(await ofTask.next()).toEqual(task(1));
  });

  it('go on after the server was started anew without its data and with its clock behind', async () => {
    const redis = await server();
    const proxy = await createCuttableProxy(redis.port);
    closers.push(proxy.close);
    const [writer, follower] = [await open(redis, { waitMs: 60_000 }), await open(proxy, { waitMs: 100 })];
    const changes = reader(follower.changes({ tenant: 'default' }, AbortSignal.timeout(60_000)));
    // As from a server whose clock is a day ahead of this one.
    await adminOf(redis).set('status:v1:version', String((Date.now() + 86_400_000) * 1000));
    await write(writer, task(1));
    expect(await changes.next()).toEqual(task(1));
    proxy.cut();
    await redis.kill();
    await redis.clear();
    await redis.start();
    await works(writer);
    await write(writer, task(2));
    proxy.mend();
    expect(await changes.next()).toEqual(task(2));
    await write(writer, task(1));
    expect(await changes.next()).toEqual(task(1));
  });
});

describe('a Redis that is lost while it is written to', () => {
  it('is another one afterwards, and takes every write on', async () => {
    const redis = await server();
    const [one, other] = [await open(redis, { waitMs: 60_000 }), await open(redis, { waitMs: 60_000 })];
    const epoch = await one.epoch();
    let isLost = false;
    const writing = [one, other].map(async (store, writer) => {
      const done: number[] = [];
      for (let after = 0; after < 10; after += isLost ? 1 : 0) {
        const isAfter = isLost;
        const n = 2 * done.length + writer;
        await addPartition(store, n);
        done.push(n);
        if (isAfter) kept.push(n);
      }
      return done;
    });
    const kept: number[] = [];
    await redis.kill();
    await redis.clear();
    await redis.start();
    isLost = true;
    const written = await Promise.all(writing);
    expect(await one.epoch()).not.toBe(epoch);
    const found = (await one.get('default', idOf(1)))?.state.partitions?.done ?? [];
    // Nothing that either of them wrote since is missing, and nothing is there that nobody wrote.
    expect(kept.length).toBeGreaterThanOrEqual(18);
    expect(found).toEqual(expect.arrayContaining(kept));
    expect(written.flat()).toEqual(expect.arrayContaining(found));
  });

  it('refuses what was read before, so that no write of another one is undone', async () => {
    const redis = await server();
    const admin = adminOf(redis);
    const [one, other] = [await open(redis), await open(redis)];
    for (let n = 0; n < 50; n += 1) {
      await admin.flushall();
      const before = await one.get('default', idOf(1));
      await addPartition(other, n);
      expect(await one.put(task(1, { status: 'failed' }), before?.version ?? 0)).toBe(false);
    }
  });

  it('is told apart also when it was started anew with its data, as its last writes may be missing', async () => {
    const redis = await server();
    const store = await open(redis, { waitMs: 60_000 });
    await write(store, task(1));
    const epoch = await store.epoch();
    await redis.stop();
    await redis.start();
    await works(store);
    expect((await store.get('default', idOf(1)))?.state).toEqual(task(1));
    expect(await store.epoch()).not.toBe(epoch);
  });
});

describe('a full Redis', () => {
  it('refuses writes with a code, keeps what it has, lets it be deleted, and then goes on', async () => {
    const redis = await server('maxmemory 4mb', 'maxmemory-policy noeviction');
    const store = await open(redis);
    const detail = 'x'.repeat(2000);
    const failure = { code: 'RECON_INTERNAL', stage: 'render', canRetry: true, detail } as const;
    const written: number[] = [];
    let refusal: unknown;
    for (let n = 0; refusal === undefined && n < 10_000; n += 1) {
      await store.put(task(n, { name: 'bank', failure }), 0).then(
        () => written.push(n),
        (error: unknown) => {
          refusal = error;
        },
      );
    }
    expect(refusal).toMatchObject(away);
    const admin = adminOf(redis);
    const listed = async () => {
      const found: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list({ tenant: 'default', name: 'bank', limit: 200, cursor });
        found.push(...page.items.map(({ taskId }) => numberOf(taskId)));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return found.reverse();
    };
    expect(await listed()).toEqual(written);
    expect(await admin.zcard('status:v1:written')).toBe(written.length);
    const first = written.splice(0, 100);
    for (const n of first) await store.delete('default', idOf(n));
    expect(await listed()).toEqual(written);
    await write(store, task(first[0] ?? -1));
  });

  it('is not ready when it would drop records instead', async () => {
    const redis = await server('maxmemory 100mb', 'maxmemory-policy allkeys-lru');
    const store = await open(redis);
    await expect(store.ping()).rejects.toMatchObject({ ...away, detail: expect.stringContaining('noeviction') });
  });

  it('lists what is left after records were dropped, and takes them again', async () => {
    const redis = await server();
    const store = await open(redis);
    await write(store, task(1), task(2), task(3));
    await adminOf(redis).del(`status:v1:task:default:${idOf(2)}`);
    const page = await store.list({ tenant: 'default', limit: 2 });
    expect(page.items).toEqual([task(3)]);
    expect((await store.list({ tenant: 'default', limit: 2, cursor: page.nextCursor })).items).toEqual([task(1)]);
    await write(store, task(2));
    expect((await store.list({ tenant: 'default', limit: 3 })).items).toEqual([task(3), task(2), task(1)]);
  });
});

describe('what Redis keeps', () => {
  it('is removed when it was not written for longer than it is kept, with all that names it', async () => {
    const redis = await server();
    const admin = adminOf(redis);
    const store = await open(redis, { retentionMs: 3_600_000 });
    await write(store, ...Array.from({ length: 25 }, (_, n) => task(n, { name: 'bank' })));
    const twoHoursAgo = (Date.now() - 7_200_000) * 1000;
    for (let n = 0; n < 24; n += 1) await admin.zadd('status:v1:written', twoHoursAgo + n, `default:${idOf(n)}`);
    // Three writes, each of which removes at most ten; also one over a record that is over its time itself.
    const { version } = (await store.get('default', idOf(23))) ?? { version: -1 };
    expect(await store.put(task(23, { name: 'stock', status: 'failed' }), version)).toBe(true);
    await write(store, task(100, { name: 'stock' }), task(101));
    const { items } = await store.list({ tenant: 'default', limit: 200 });
    expect(items.map(({ taskId }) => numberOf(taskId))).toEqual([101, 100, 24, 23]);
    expect(await store.get('default', idOf(5))).toBeUndefined();
    for (const { taskId } of items) await store.delete('default', taskId);
    expect(await admin.keys('*')).toEqual(['status:v1:version']);
  });

  it('does not grow with the number of writes', async () => {
    const redis = await server();
    const admin = adminOf(redis);
    const store = await open(redis);
    const statuses = ['accepted', 'normalizing', 'reconciling', 'rendering', 'completed'] as const;
    for (let round = 0; round < 20; round += 1) {
      const { version } = (await store.get('default', idOf(1))) ?? { version: 0 };
      await store.put(task(1, { name: `bank-${round}`, status: statuses[round % 5] ?? 'failed' }), version);
    }
    // The record, its four lists, what was written, the last version.
    expect(await admin.dbsize()).toBe(7);
    expect(await admin.zcard('status:v1:written')).toBe(1);
  });

  it('works after the server forgot its scripts', async () => {
    const redis = await server();
    const store = await open(redis);
    await write(store, task(1));
    await adminOf(redis).script('FLUSH');
    await write(store, task(2));
    expect((await store.list({ tenant: 'default', limit: 2 })).items).toHaveLength(2);
  });

  it('is paged whole at 10,000 records, while others are written', async () => {
    const redis = await server();
    const [store, writer] = [await open(redis), await open(redis)];
    const total = 10_000;
    const acceptedAt = (n: number) => new Date(Date.UTC(2026, 2, 1) + Math.floor(n / 7)).toISOString();
    for (let n = 0; n < total; n += 500) {
      const part = Array.from({ length: 500 }, (_, m) => task(n + m, { acceptedAt: acceptedAt(n + m) }));
      await Promise.all(part.map((state) => store.put(state, 0)));
    }
    const seen: number[] = [];
    let cursor: string | undefined;
    let newer = total;
    do {
      const page = await store.list({ tenant: 'default', limit: 200, cursor });
      seen.push(...page.items.map(({ taskId }) => numberOf(taskId)));
      cursor = page.nextCursor;
      newer += 1;
      await write(writer, task(newer, { acceptedAt: '2026-04-01T00:00:00.000Z' }));
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: total }, (_, n) => total - 1 - n));
  });
});

describe('secrets', () => {
  it('stand in no error', async () => {
    const redis = await startRedis({ aclFile: 'user default off\nuser status on >right ~* &* +@all' });
    closers.push(redis.remove);
    const store = await open(redis, { username: 'status', password: 'hush-hush', waitMs: 10 });
    let error: unknown;
    await vi.waitUntil(async () => {
      error = await store.ping().catch((found: unknown) => found);
      return inspect(error, { depth: 10, showHidden: true }).includes('WRONGPASS');
    });
    expect(error).toMatchObject(away);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('hush');
    for (const url of ['http://u:hush@host', 'hush']) {
      const refused: unknown = await createRedisTaskStore({ url, retentionMs: 1 }).catch((found: unknown) => found);
      expect(refused).toMatchObject({ code: 'RECON_USAGE' });
      expect(inspect(refused, { depth: 10 }).split('\n')[0]).not.toContain('hush');
    }
  });
});

/** Adds what was done to a record, as the status service joins what it hears into it. */
async function addPartition(store: TaskStore, n: number): Promise<void> {
  for (;;) {
    try {
      const stored = await store.get('default', idOf(1));
      const done = [...(stored?.state.partitions?.done ?? []), n];
      const isWritten = await store.put(task(1, { partitions: { total: 1000, done } }), stored?.version ?? 0);
      if (isWritten) return;
    } catch (error) {
      expect(error).toMatchObject(away);
    }
  }
}
