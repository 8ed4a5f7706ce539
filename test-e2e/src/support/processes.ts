import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createS3ObjectStore } from '@reconcyl/object-store/s3';
import { type RunningServer, type S3Server, startMinio, startNats, startRedis } from '@reconcyl/testing/servers';
import { bucketBox } from './drop-box.ts';
import { freePorts } from './free-ports.ts';
import { root } from './reconcyl.ts';
import type { SystemOfTests } from './system.ts';
import { notifyEnv, tellOfInbox } from './tell-bucket.ts';
import { until } from './until.ts';

/** The gateway comes last: what it publishes has consumers then. */
const services = ['status', 'normalizer', 'reconciler', 'report-renderer', 'notifier', 'gateway'] as const;
export type ServiceName = (typeof services)[number];

const bucket = 'reconcyl';

export interface ProcessesOfTests extends SystemOfTests {
  readonly nats: RunningServer;
  readonly minio: S3Server;
}

/** The six services as processes of their own, on NATS, MinIO and Redis of their own; mails lie in the folder as files. */
export async function startProcesses(
  folder: string,
  given: Readonly<Record<string, string>> = {},
  { notices = true }: { readonly notices?: boolean } = {},
): Promise<ProcessesOfTests> {
  const servers: RunningServer[] = [];
  const children: ChildProcess[] = [];
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    // All at once, as when a machine is turned off.
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(children.map(ended));
    for (const close of closers) await close();
    await Promise.all(servers.map((server) => server.remove()));
  };
  try {
    const [nats, redis] = await Promise.all([startNats(), startRedis()]);
    servers.push(nats, redis);
    const minio = await startMinio({ env: await notifyEnv(`${nats.host}:${nats.port}`, join(folder, 'notices')) });
    servers.push(minio);
    // A folder in the data of MinIO is a bucket.
    await mkdir(join(minio.dataDir, bucket));
    if (notices) await tellOfInbox(minio, bucket);
    const env = {
      LOG_LEVEL: 'error',
      DATA_DIR: folder,
      NATS_URL: nats.url,
      REDIS_URL: redis.url,
      S3_URL: minio.url,
      S3_REGION: minio.region,
      S3_BUCKET: bucket,
      S3_ACCESS_KEY: minio.accessKey,
      S3_SECRET_KEY: minio.secretKey,
    };
    const ports = await freePorts(services.length);
    const url = `http://127.0.0.1:${ports.at(-1)}`;
    for (const [index, service] of services.entries()) {
      const port = ports[index] ?? 0;
      const child = startService(service, { ...env, PUBLIC_URL: url, ...given, PORT: String(port) });
      children.push(child);
      await isReady(child, service, port);
    }
    const { accessKey, secretKey, region } = minio;
    const store = createS3ObjectStore({ url: minio.url, region, bucket, accessKey, secretKey });
    closers.push(store.close);
    return { url, dataFolder: folder, mailFolder: join(folder, 'mail'), box: bucketBox(store), nats, minio, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startService(service: ServiceName, env: Readonly<Record<string, string>>): ChildProcess {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const around = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
  const main = join(root, 'services', service, 'src/main.ts');
  return spawn(process.execPath, ['--conditions=reconcyl-source', '--disable-warning=ExperimentalWarning', main], {
    env: { ...around, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function isReady(child: ChildProcess, service: string, port: number): Promise<void> {
  await until(`${service} to be ready`, async () => {
    if (hasEnded(child)) throw new Error(`${service} ended at its start`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok === true;
  });
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function ended(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, 'exit');
}
