import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TaskState } from '@reconcyl/contracts';
import { createRedisTaskStore } from '@reconcyl/task-store/redis';
import { type RedisServer, startRedis } from '@reconcyl/testing/servers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startSystem } from '../composition.ts';

const taskId = '01890000-0000-7000-8000-000000000001';

let folder: string;
let redis: RedisServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
  redis = await startRedis();
});
afterEach(async () => {
  await redis.remove();
  await rm(folder, { recursive: true, force: true });
});

async function tell(command: string): Promise<string> {
  const socket = connect(redis.port, redis.host);
  await once(socket, 'connect');
  socket.write(`${command}\r\nQUIT\r\n`);
  return text(socket);
}

it('all services in one process keep what Redis has of a reconciliation for as long as REPORT_RETENTION_DAYS says', async () => {
  const tasks = await createRedisTaskStore({ url: redis.url, retentionMs: 1e12 });
  const state: TaskState = {
    ...{ tenant: 'default', taskId, attempt: 1, status: 'completed', notification: 'none' },
    acceptedAt: '2026-01-01T00:00:00.000Z',
  };
  await tasks.put(state, 0);
  const hundredDaysAgo = (Date.now() - 100 * 86_400_000) * 1000;
  expect(await tell(`ZADD status:v1:written XX CH ${hundredDaysAgo} default:${taskId}`)).toContain(':1');

  const env = { REDIS_URL: redis.url, REPORT_RETENTION_DAYS: '365', LOG_LEVEL: 'silent' };
  const system = await startSystem({ dataFolder: join(folder, 'data'), port: 0, env });
  try {
    const form = new FormData();
    for (const side of ['source', 'target']) form.append(side, new Blob(['id,amount\n1,10\n']), `${side}.csv`);
    const answer = await fetch(`${system.url}/api/v1/reconcile/upload/`, { method: 'POST', body: form });
    expect(answer.status).toBe(202);
    // Each write removes what is over its time.
    await vi.waitFor(
      async () => {
        const { items } = await tasks.list({ tenant: 'default', limit: 10, status: 'completed' });
        expect(items).toHaveLength(2);
      },
      { timeout: 30_000 },
    );
  } finally {
    await system.stop();
    await tasks.close();
  }
});
