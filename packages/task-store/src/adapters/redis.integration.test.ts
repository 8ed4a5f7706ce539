import { randomUUID } from 'node:crypto';
import { type AnyServer, anyRedis } from '@reconcyl/testing/servers';
import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { describeTaskStoreContract } from '../testing/describe-task-store-contract.ts';
import { createRedisTaskStore } from './redis.ts';

let server: AnyServer;
let admin: Redis;
beforeAll(async () => {
  server = await anyRedis();
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
      lose: () => removeAll(prefix),
      destroy: () => removeAll(prefix),
    };
  },
});

async function removeAll(prefix: string): Promise<void> {
  for await (const keys of admin.scanStream({ match: `${prefix}*`, count: 1000 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await admin.del(keys);
  }
}
