import { randomUUID } from 'node:crypto';
import { type RedisServer, startRedis } from '@reconcyl/testing/servers';
import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { describeTaskStoreContract } from '../testing/describe-task-store-contract.ts';
import { createRedisTaskStore } from './redis.ts';

let server: RedisServer;
let admin: Redis;
beforeAll(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
});
afterAll(async () => {
  admin.disconnect();
  await server.remove();
});

describeTaskStoreContract({
  name: 'redis',
  features: { canBeLostWhileOpen: true },
  async create() {
    const prefix = `test-${randomUUID()}:`;
    return {
      open: () => createRedisTaskStore({ url: server.url, prefix, retentionMs: 86_400_000 }),
      lose: async () => void (await admin.flushall()),
      destroy: async () => void (await admin.flushall()),
    };
  },
});
