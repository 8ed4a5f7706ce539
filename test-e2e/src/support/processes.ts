import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '@reconcyl/object-store';
import { createS3ObjectStore } from '@reconcyl/object-store/s3';
import {
  type FaultyProxy,
  freePorts,
  type NatsServer,
  type RedisServer,
  type RunningServer,
  type S3Server,
  startMinio,
  startNats,
  startRedis,
  startToxiproxy,
} from '@reconcyl/testing/servers';
import { bucketBox } from './drop-box.ts';
import { type ServiceName, type ServiceProcess, serviceProcess, services } from './service-process.ts';
import type { SystemOfTests } from './system.ts';
import { notifyEnv, tellOfInbox } from './tell-bucket.ts';

const bucket = 'reconcyl';

export interface ProcessesOfTests extends SystemOfTests {
  readonly nats: NatsServer;
  readonly minio: S3Server;
  readonly redis: RedisServer;
  /** What the services take to the servers; only with `throughProxies`. */
  readonly proxies: Readonly<Record<'nats' | 'minio' | 'redis', FaultyProxy>> | undefined;
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  /** The bucket, not through a proxy. */
  readonly store: ObjectStore;
}

export interface ProcessesOptions {
  /** Whether the bucket tells of what comes into the inbox. */
  readonly notices?: boolean;
  /** Whether the services reach their servers through proxies that can be disturbed. */
  readonly throughProxies?: boolean;
  /** Settings of one service alone. */
  readonly envOf?: Partial<Readonly<Record<ServiceName, Readonly<Record<string, string>>>>>;
}

/** The six services as processes of their own, on NATS, MinIO and Redis of their own; mails lie in the folder as files. */
export async function startProcesses(
  folder: string,
  given: Readonly<Record<string, string>> = {},
  { notices = true, throughProxies = false, envOf = {} }: ProcessesOptions = {},
): Promise<ProcessesOfTests> {
  const servers: RunningServer[] = [];
  const started: ServiceProcess[] = [];
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    // All at once, as when a machine is turned off.
    await Promise.all(started.map((service) => service.stop()));
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
    const proxies = throughProxies ? await proxiesTo({ nats, minio, redis }, servers) : undefined;
    const env = {
      LOG_LEVEL: 'error',
      DATA_DIR: folder,
      NATS_URL: proxies?.nats.through(nats.url) ?? nats.url,
      REDIS_URL: proxies?.redis.through(redis.url) ?? redis.url,
      S3_URL: proxies?.minio.through(minio.url) ?? minio.url,
      S3_REGION: minio.region,
      S3_BUCKET: bucket,
      S3_ACCESS_KEY: minio.accessKey,
      S3_SECRET_KEY: minio.secretKey,
    };
    const ports = await freePorts(services.length);
    const url = `http://127.0.0.1:${ports.at(-1)}`;
    for (const [index, name] of services.entries()) {
      const own = { ...env, PUBLIC_URL: url, ...given, ...envOf[name] };
      const service = serviceProcess(name, ports[index] ?? 0, own);
      started.push(service);
      await service.start();
    }
    const { accessKey, secretKey, region } = minio;
    const store = createS3ObjectStore({ url: minio.url, region, bucket, accessKey, secretKey });
    closers.push(store.close);
    return {
      ...{ url, dataFolder: folder, mailFolder: join(folder, 'mail'), box: bucketBox(store), store },
      ...{ nats, minio, redis, proxies, stop },
      services: Object.fromEntries(started.map((service) => [service.name, service])) as Record<
        ServiceName,
        ServiceProcess
      >,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function proxiesTo(
  to: { nats: RunningServer; minio: RunningServer; redis: RunningServer },
  servers: RunningServer[],
) {
  const toxiproxy = await startToxiproxy();
  servers.push(toxiproxy);
  const [nats, minio, redis] = await Promise.all(
    [to.nats, to.minio, to.redis].map((upstream) => toxiproxy.proxy({ upstream })),
  );
  if (nats === undefined || minio === undefined || redis === undefined) throw new Error('a proxy is missing');
  return { nats, minio, redis };
}
