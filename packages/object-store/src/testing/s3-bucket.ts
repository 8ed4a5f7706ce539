import { randomUUID } from 'node:crypto';
import type { S3Server } from '@reconcyl/testing/servers';
import { Client } from 'minio';
import { createS3ObjectStore, type S3ObjectStore, type S3ObjectStoreOptions } from '../adapters/s3.ts';
import type { ObjectStoreHarness } from './contract/types.ts';

/** A bucket of a real server. */
export interface TestBucket {
  readonly name: string;
  /** The client of MinIO with all rights, for what no adapter does. */
  readonly client: Client;
  /** A new connection; objects of different prefixes do not meet. The caller closes it. */
  readonly open: (options?: Partial<S3ObjectStoreOptions>) => S3ObjectStore;
  /** For the contract suite: each harness has a prefix of its own. */
  readonly harness: (options?: Partial<S3ObjectStoreOptions>) => Promise<ObjectStoreHarness>;
}

/** Makes one, on a server whose authority is `ca` if it speaks TLS. */
export async function makeBucket(
  server: Pick<S3Server, 'url' | 'region' | 'accessKey' | 'secretKey'>,
  ca?: string,
): Promise<TestBucket> {
  const { url, region, accessKey, secretKey } = server;
  const { hostname, port, protocol } = new URL(url);
  const useSSL = protocol === 'https:';
  const client = new Client({ endPoint: hostname, port: Number(port), useSSL, region, accessKey, secretKey });
  if (ca !== undefined) client.setRequestOptions({ ca });
  const name = `reconcyl-${randomUUID()}`;
  await client.makeBucket(name, region);
  const open = (options: Partial<S3ObjectStoreOptions> = {}) =>
    createS3ObjectStore({ url, region, bucket: name, accessKey, secretKey, ...options });
  return {
    name,
    client,
    open,
    async harness(options = {}) {
      const prefix = `${randomUUID()}/`;
      return {
        open: async () => open({ prefix, watchEveryMs: 20, ...options }),
        async destroy() {
          const store = open({ prefix });
          await store.deleteAll('');
          await store.close();
        },
      };
    },
  };
}
