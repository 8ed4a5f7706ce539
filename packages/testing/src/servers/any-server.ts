import { type S3Server, startMinio } from './minio.ts';
import { startNats } from './nats.ts';
import { startRedis } from './redis.ts';

/** A server that a test only talks to: it may be anybody's, so it cannot be killed. */
export interface AnyServer {
  readonly url: string;
  /** Removes it, if it was started for the test. */
  readonly remove: () => Promise<void>;
}

export type AnyS3Server = AnyServer & Pick<S3Server, 'region' | 'accessKey' | 'secretKey'>;

/** The NATS server of TEST_NATS_URL, else one of its own. */
export async function anyNats(): Promise<AnyServer> {
  return given('TEST_NATS_URL') ?? (await startNats());
}

/** The Redis server of TEST_REDIS_URL, else one of its own. */
export async function anyRedis(): Promise<AnyServer> {
  return given('TEST_REDIS_URL') ?? (await startRedis());
}

/** The S3 server of TEST_S3_URL, TEST_S3_REGION, TEST_S3_ACCESS_KEY and TEST_S3_SECRET_KEY, else a MinIO of its own. */
export async function anyS3(): Promise<AnyS3Server> {
  const server = given('TEST_S3_URL');
  if (server === undefined) return await startMinio();
  const {
    TEST_S3_REGION: region = 'us-east-1',
    TEST_S3_ACCESS_KEY: accessKey,
    TEST_S3_SECRET_KEY: secretKey,
  } = process.env;
  if (accessKey === undefined || secretKey === undefined) {
    throw new Error('TEST_S3_URL goes with TEST_S3_ACCESS_KEY and TEST_S3_SECRET_KEY');
  }
  return { ...server, region, accessKey, secretKey };
}

function given(variable: string): AnyServer | undefined {
  const url = process.env[variable];
  return url === undefined || url === '' ? undefined : { url, remove: async () => undefined };
}
