import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeCertificates, type RedisServer, startRedis } from '@reconcyl/testing/servers';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TaskStore } from '../task-store.ts';
import { idOf, reader, task } from '../testing/contract/helpers.ts';
import { createRedisTaskStore } from './redis.ts';

const deployed = (file: string) => fileURLToPath(new URL(`../../../../deploy/redis/${file}`, import.meta.url));
const passwords = { status: 'password of status', gateway: 'password/of$gateway', health: 'h' };

let folder: string;
let server: RedisServer;
let ca: string;
let closers: (() => unknown)[];

/** The users as start.sh makes them, two passwords from the environment and one from a file. */
async function makeUsers(): Promise<string> {
  const file = join(folder, 'users.acl');
  await writeFile(join(folder, 'health'), `${passwords.health}\n`);
  const env = {
    PATH: process.env.PATH,
    ACL_FILE: file,
    STATUS_PASSWORD: passwords.status,
    GATEWAY_PASSWORD: passwords.gateway,
    HEALTH_PASSWORD_FILE: join(folder, 'health'),
    REDIS_SERVER: 'true',
  };
  await promisify(execFile)('/bin/sh', [deployed('start.sh')], { env });
  expect((await stat(file)).mode & 0o077).toBe(0);
  return readFile(file, 'utf8');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-redis-'));
  const tls = await makeCertificates(folder);
  ca = await readFile(tls.caFile, 'utf8');
  const aclFile = await makeUsers();
  server = await startRedis({ tls, aclFile, config: [`include ${deployed('redis.conf')}`] });
});
afterAll(async () => {
  await server.remove();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  closers = [];
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});

async function open(user: keyof typeof passwords, more: { ca?: string; url?: string } = {}): Promise<TaskStore> {
  const login = { username: user, password: passwords[user] };
  const store = await createRedisTaskStore({ url: server.url, ca, ...login, retentionMs: 1e9, waitMs: 5000, ...more });
  closers.push(store.close);
  return store;
}

function client(user: keyof typeof passwords): Redis {
  const redis = new Redis(server.url, { tls: { ca }, username: user, password: passwords[user] });
  redis.on('error', () => undefined);
  closers.push(() => redis.disconnect());
  return redis;
}

describe('with the users of deploy/redis, over TLS', () => {
  it('the status service does all that it must', async () => {
    const store = await open('status');
    await store.ping();
    expect(await store.epoch()).not.toBe('');
    const changes = reader(store.changes({ tenant: 'default' }, AbortSignal.timeout(60_000)));
    expect(await store.put(task(1, { name: 'bank' }), 0)).toBe(true);
    expect(await changes.next()).toEqual(task(1, { name: 'bank' }));
    expect((await store.list({ tenant: 'default', name: 'bank', limit: 1 })).items).toHaveLength(1);
    await store.delete('default', idOf(1));
    expect(await store.get('default', idOf(1))).toBeUndefined();
  });

  it('the gateway reads, lists and hears, and cannot write', async () => {
    const status = await open('status');
    const gateway = await open('gateway');
    await gateway.ping();
    const changes = reader(gateway.changes({ tenant: 'default' }, AbortSignal.timeout(60_000)));
    await status.put(task(2), 0);
    expect(await changes.next()).toEqual(task(2));
    const stored = await gateway.get('default', idOf(2));
    expect(stored?.state).toEqual(task(2));
    expect((await gateway.list({ tenant: 'default', status: 'accepted', limit: 5 })).items).toEqual([task(2)]);
    const refused = { code: 'RECON_UNAVAILABLE', cause: { message: expect.stringContaining('NOPERM') } };
    await expect(gateway.put(task(2, { status: 'failed' }), stored?.version ?? 0)).rejects.toMatchObject(refused);
    await expect(gateway.delete('default', idOf(2))).rejects.toMatchObject(refused);
    await expect(gateway.epoch()).rejects.toMatchObject(refused);
    expect((await gateway.get('default', idOf(2)))?.state).toEqual(task(2));
  });

  it.each([
    ['gateway', 'SET', 'status:x', '1'],
    ['gateway', 'EVAL', "return redis.call('GET', KEYS[1])", '1', 'status:x'],
    ['gateway', 'EVAL_RO', "return redis.call('SET', KEYS[1], '1')", '1', 'status:x'],
    ['gateway', 'PUBLISH', 'status:v1:changes', 'x'],
    ['gateway', 'GET', 'other:x'],
    ['gateway', 'SUBSCRIBE', 'other'],
    ['status', 'GET', 'other:x'],
    ['status', 'SET', 'other:x', '1'],
    ['status', 'EVAL', "return redis.call('GET', 'other:x')", '0'],
    ['status', 'PUBLISH', 'other', 'x'],
    ...['status', 'gateway'].flatMap((user) => [
      [user, 'KEYS', '*'],
      [user, 'SCAN', '0'],
      [user, 'FLUSHALL'],
      [user, 'CONFIG', 'GET', '*'],
      [user, 'ACL', 'LIST'],
      [user, 'SHUTDOWN'],
      [user, 'CLIENT', 'LIST'],
      [user, 'MONITOR'],
      [user, 'SCRIPT', 'FLUSH'],
    ]),
    ['health', 'GET', 'status:x'],
    ['health', 'INFO'],
  ] as [keyof typeof passwords, string, ...string[]][])('%s may not %s %s', async (user, command, ...parameters) => {
    // A login that is only allowed to answer a ping cannot do the ready check either.
    const redis = client(user === 'health' ? 'status' : user);
    if (user === 'health') await redis.auth(user, passwords.health);
    await expect(redis.call(command, ...parameters)).rejects.toThrow(
      /^NOPERM|^ERR The user executing the script can't/,
    );
  });

  it('the health check may ask whether it is there', async () => {
    const redis = client('status');
    await redis.auth('health', passwords.health);
    expect(await redis.ping()).toBe('PONG');
  });

  it('nobody comes in without a password, or with a wrong one', async () => {
    for (const login of [{}, { password: 'x' }, { username: 'status', password: passwords.gateway }]) {
      const store = await createRedisTaskStore({ url: server.url, ca, ...login, retentionMs: 1e9, waitMs: 200 });
      closers.push(store.close);
      await expect(store.ping()).rejects.toMatchObject({ code: 'RECON_UNAVAILABLE' });
    }
  });

  it('a server whose certificate is of an unknown authority is not spoken to', async () => {
    const { caFile } = await makeCertificates(join(folder, 'other'));
    const store = await createRedisTaskStore({
      ...{ url: server.url, ca: await readFile(caFile, 'utf8'), retentionMs: 1e9, waitMs: 200 },
      ...{ username: 'status', password: passwords.status },
    });
    closers.push(store.close);
    await expect(store.ping()).rejects.toMatchObject({ code: 'RECON_UNAVAILABLE', cause: expect.any(Error) });
  });

  it('user and password may stand in the address, and those that are given apart win', async () => {
    const url = server.url.replace('//', '//gateway:wrong@');
    await (await open('status', { url })).ping();
    const inside = server.url.replace('//', `//status:${encodeURIComponent(passwords.status)}@`);
    const store = await createRedisTaskStore({ url: inside, ca, retentionMs: 1e9 });
    closers.push(store.close);
    await store.ping();
  });
});
