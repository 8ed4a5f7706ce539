import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createS3ObjectStore } from '@reconcyl/object-store/s3';
import { acceptExample } from '@reconcyl/service-kit/testing';
import { createRedisTaskStore } from '@reconcyl/task-store/redis';
import { startMinio, startRedis } from '@reconcyl/testing/servers';
import { expect, it } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const stateOf = (taskId: string) =>
  ({ tenant: 'default', taskId, attempt: 1, status: 'accepted', notification: 'none' }) as const;

it('reconcyl rebuild fills the Redis that the environment names from its bucket', async () => {
  const [minio, redis] = await Promise.all([startMinio(), startRedis()]);
  const { url, region, accessKey, secretKey } = minio;
  const bucket = 'reconcyl';
  await mkdir(join(minio.dataDir, bucket));
  const store = await createS3ObjectStore({ url, region, bucket, accessKey, secretKey });
  const tasks = await createRedisTaskStore({ url: redis.url, retentionMs: 86_400_000 });
  try {
    const { request } = await acceptExample(store);
    const unknown = '01890000-0000-7000-8000-00000000ffff';
    await tasks.put({ ...stateOf(unknown), acceptedAt: '2026-01-01T00:00:00.000Z' }, 0);

    const ofBucket = { S3_URL: url, S3_REGION: region, S3_BUCKET: bucket };
    const keys = { S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey };
    const run = async () => {
      const io = fakeIo({ env: { ...ofBucket, ...keys, REDIS_URL: redis.url } });
      expect(await main(['rebuild', '--data', '/dev/null/absent'], io), io.stderrText()).toBe(0);
      return io.stdoutText();
    };
    expect(await run()).toBe('1 reconciliation; 1 record written, 1 record removed.\n');
    const { items } = await tasks.list({ tenant: 'default', limit: 10 });
    expect(items.map(({ taskId }) => taskId)).toEqual([request.taskId]);
    expect(await run()).toBe('1 reconciliation; 0 records written, 0 records removed.\n');
  } finally {
    await tasks.close();
    await store.close();
    await Promise.all([minio.remove(), redis.remove()]);
  }
});
