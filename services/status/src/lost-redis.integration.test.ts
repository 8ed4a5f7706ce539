import type { ReconcylEvent, TaskState } from '@reconcyl/contracts';
import { createMetrics, type Service } from '@reconcyl/service-kit';
import {
  acceptExample,
  createMemoryBus,
  createMemoryObjectStore,
  createSilentLogger,
} from '@reconcyl/service-kit/testing';
import type { TaskStore } from '@reconcyl/task-store';
import { createRedisTaskStore } from '@reconcyl/task-store/redis';
import { type RedisServer, startRedis } from '@reconcyl/testing/servers';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStatus, defaultStatusOptions } from './create-status.ts';

const tenant = 'default';
const total = 250;
const patience = { timeout: 60_000, interval: 50 };

let redis: RedisServer;
let admin: Redis;
let gateway: TaskStore;
let closers: (() => Promise<unknown>)[];
let events: ReconcylEvent[];
let bus: ReturnType<typeof createMemoryBus>;

/** Two status services and one reader, each with a connection of its own, over one Redis; and so many reconciliations. */
beforeEach(async () => {
  redis = await startRedis({ config: ['appendonly no'] });
  admin = new Redis(redis.url);
  admin.on('error', () => undefined);
  closers = [];
  const store = createMemoryObjectStore();
  bus = createMemoryBus();
  events = [];
  for (let n = 0; n < total; n += 1) {
    const acceptedAt = new Date(Date.UTC(2026, 2, 1) + n * 1000);
    events.push((await acceptExample(store, { taskId: idOf(n), acceptedAt })).event);
  }
  const open = async () => {
    const tasks = await createRedisTaskStore({ url: redis.url, retentionMs: 86_400_000 });
    closers.push(tasks.close);
    return tasks;
  };
  gateway = await open();
  for (let n = 0; n < 2; n += 1) {
    const tasks = await open();
    const deps = { bus, store, tasks, logger: createSilentLogger(), metrics: createMetrics('test') };
    const options = { ...defaultStatusOptions, startAfterMs: 1, sweepIntervalMs: 50 };
    const service: Service = createStatus({ ...deps, options });
    await service.start();
    closers.push(() => service.stop(0));
  }
});

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  admin.disconnect();
  await redis.remove();
});

const idOf = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** The whole list, newest first; nothing while Redis is away. */
async function listed(): Promise<TaskState[]> {
  const found: TaskState[] = [];
  let cursor: string | undefined;
  try {
    do {
      const page = await gateway.list({ tenant, limit: 200, cursor });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  } catch (error) {
    expect(error).toMatchObject({ code: 'RECON_UNAVAILABLE' });
    return [];
  }
  return found;
}

const whole = () => vi.waitUntil(async () => (await listed()).length === total, patience);
const newestFirst = Array.from({ length: total }, (_, n) => idOf(total - 1 - n));

describe('a Redis that is lost while the status service runs', () => {
  it('is filled again by itself after it was started anew, empty', async () => {
    await whole();
    await redis.kill();
    await redis.start();
    await whole();
    expect((await listed()).map(({ taskId }) => taskId)).toEqual(newestFirst);
  });

  it('is filled again after it was emptied under the connections, although events write into it at once', async () => {
    await whole();
    await admin.flushall();
    await Promise.all(events.slice(0, 20).map((event) => bus.publish(event)));
    await whole();
    expect((await listed()).map(({ taskId }) => taskId)).toEqual(newestFirst);
  });

  it('is whole in the end when it is lost in the middle of being filled', async () => {
    await vi.waitUntil(async () => (await listed()).length >= 50, patience);
    await admin.flushall();
    await whole();
  });

  it('is filled to the end when it is away in the middle of being filled, and loses nothing', async () => {
    await vi.waitUntil(async () => (await listed()).length > 0, patience);
    redis.freeze();
    await expect(gateway.list({ tenant, limit: 1 })).rejects.toMatchObject({ code: 'RECON_UNAVAILABLE' });
    redis.thaw();
    await whole();
  });
});
