import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type RunningServer, startMinio, startNats, startRedis } from '@reconcyl/testing/servers';

const bucket = 'reconcyl';

/** Runs NATS, Redis and MinIO on their usual ports until it is told to stop, or one of them ends. Resolves with an exit status. */
export async function runServers(folder: string): Promise<number> {
  let told = false;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, () => (told = true));
  const keptIn = (name: string) => join(resolve(folder), name);
  // A folder in the data of MinIO is a bucket.
  await mkdir(join(keptIn('minio'), 'data', bucket), { recursive: true });

  const servers: RunningServer[] = [];
  try {
    const nats = await startNats({}, { ports: [4222, 8222], folder: keptIn('nats') });
    servers.push(nats);
    const redis = await startRedis({}, { ports: [6379], folder: keptIn('redis') });
    servers.push(redis);
    const minio = await startMinio({}, { ports: [9000, 9001], folder: keptIn('minio') });
    servers.push(minio);
    console.log(`NATS, Redis and MinIO run, with their data in ${folder}; Ctrl-C stops them. For the services:

export NATS_URL=${nats.url}
export REDIS_URL=${redis.url}
export S3_URL=${minio.url}
export S3_REGION=${minio.region}
export S3_BUCKET=${bucket}
export S3_ACCESS_KEY=${minio.accessKey}
export S3_SECRET_KEY=${minio.secretKey}
`);
    while (!told && servers.every((server) => server.isRunning())) await setTimeout(200);
    for (const server of servers.filter((one) => !one.isRunning()))
      console.error(`One ended:\n${server.log().slice(-2000)}`);
    return told ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await Promise.all(servers.map(async (server) => server.stop().finally(server.remove)));
  }
}
