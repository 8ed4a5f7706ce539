import { secret } from './secret.ts';
import { choice, flag, httpAddress, integer, list, text } from './variables.ts';

const path = () => text({ max: 4096 }).optional();

/** The bus: NATS JetStream where NATS_URL is set, else the embedded one in DATA_DIR. */
export const busConfig = {
  NATS_URL: list({ max: 20 })
    .default([])
    .describe('Servers of NATS with JetStream, nats://host:4222 or tls://host:4222; the embedded bus when empty'),
  NATS_USER: text({ max: 255 }).optional().describe('User of NATS, with NATS_PASSWORD'),
  NATS_PASSWORD: secret().optional().describe('Password of NATS_USER'),
  NATS_NKEY_SEED: secret().optional().describe('Seed of an nkey, in place of user and password'),
  NATS_CA_FILE: path().describe(
    'Authorities in PEM that the server of NATS is held against; a server without TLS is refused',
  ),
  NATS_INBOX_PREFIX: text({ max: 100 })
    .optional()
    .describe(
      'Where answers of NATS come to; _INBOX_ and NATS_USER when absent, so that no user reads the answers of another',
    ),
  NATS_REPLICAS: integer({ min: 1, max: 5 }).default(1).describe('Servers of NATS that keep a copy of each event'),
  NATS_ENSURE: choice(['create', 'check'])
    .default('create')
    .describe('Streams and consumers that are not there are made, or waited for where a user may not make them'),
};

/** The object store: any S3 where S3_URL is set, else the embedded one in DATA_DIR. */
export const objectStoreConfig = {
  S3_URL: httpAddress()
    .optional()
    .describe('Address of an S3 object store, such as MinIO; the embedded one when absent'),
  S3_REGION: text({ max: 100 }).default('us-east-1').describe('Region of the bucket'),
  S3_BUCKET: text({ max: 63 }).default('reconcyl').describe('Bucket, which must be there'),
  S3_PREFIX: text({ max: 500 }).optional().describe('Stands before every key in the bucket; ends with a slash'),
  S3_ACCESS_KEY: secret().optional().describe('Access key of the object store; required with S3_URL'),
  S3_SECRET_KEY: secret().optional().describe('Secret key of the object store; required with S3_URL'),
  S3_CA_FILE: path().describe('Authorities in PEM that the object store is held against'),
  S3_PUBLIC_URL: httpAddress().optional().describe('Where those who follow a download link reach the object store'),
  S3_PATH_STYLE: flag().default(true).describe('The bucket stands in the path, not in the name of the host'),
};

/** The task store: Redis where REDIS_URL is set, else the embedded one in DATA_DIR. */
export const taskStoreConfig = {
  REDIS_URL: secret()
    .optional()
    .describe('redis://host:6379 or rediss://host:6379 of Redis 7.0 or later; the embedded task store when absent'),
  REDIS_USER: text({ max: 255 }).optional().describe('User of Redis, with REDIS_PASSWORD'),
  REDIS_PASSWORD: secret().optional().describe('Password of REDIS_USER'),
  REDIS_CA_FILE: path().describe('Authorities in PEM that Redis is held against'),
};
