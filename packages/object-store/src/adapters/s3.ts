import { type Body, usingUp } from '../body/read-body.ts';
import { checkKey, checkPrefix, isKey } from '../keys.ts';
import type { ObjectStore, PutOptions, PutResult } from '../object-store.ts';
import { createConnection } from '../s3/connection.ts';
import { deleteAllObjects, deleteObject } from '../s3/delete-objects.ts';
import { coded, toCodedError } from '../s3/errors.ts';
import { getObject } from '../s3/get-object.ts';
import { listPages } from '../s3/list-objects.ts';
import { statObject } from '../s3/object-info.ts';
import { readOptions, type S3ObjectStoreOptions } from '../s3/options.ts';
import { probeStore } from '../s3/probe.ts';
import { putObject } from '../s3/put-object.ts';
import { watchObjects } from '../s3/watch-objects.ts';

export type { S3ObjectStoreOptions } from '../s3/options.ts';

export interface S3ObjectStore extends ObjectStore {
  /**
   * Tries whether the store keeps to what this system rests on, with objects below a prefix that it may write, read, list and
   * delete; gives what is wrong, in sentences. Many speak S3 without conditions: with such a one, nothing is written once.
   */
  readonly probe: (prefix: string) => Promise<readonly string[]>;
}

/** Longest life of a link. */
const mostSeconds = 300;

/**
 * A bucket of MinIO, Amazon S3 or any other store that speaks its API and knows `If-None-Match: *` and `If-Match`. An etag is that of the bytes
 * (see ObjectStoreFeatures.etagOfEveryPut). Deletion is for good only in a bucket without versions.
 *
 * Errors: RECON_UNAVAILABLE while the store does not answer, or refuses for what must be mended there; RECON_DISK_FULL when it is full.
 * A store that is away is tried again for some seconds before that.
 */
export function createS3ObjectStore(options: S3ObjectStoreOptions): S3ObjectStore {
  const settings = readOptions(options);
  const connection = createConnection(settings);

  /** The name in the bucket. */
  function nameOf(key: string): string {
    checkKey(key);
    return settings.prefix + key;
  }

  async function put(key: string, body: Body, putOptions: PutOptions): Promise<PutResult> {
    return coded(putObject(connection, nameOf(key), body, putOptions));
  }

  const store: ObjectStore = {
    put: (key, body, putOptions = {}) => usingUp(body, put(key, body, putOptions)),
    get: async (key, readOptions = {}) => coded(getObject(connection, nameOf(key), readOptions)),
    stat: async (key) => coded(statObject(connection, nameOf(key))),
    async *list(prefix, { after, limit = Number.POSITIVE_INFINITY } = {}) {
      checkPrefix(prefix);
      let left = limit;
      if (left <= 0) return;
      try {
        for await (const page of listPages(connection, prefix, { after, pageSize: limit })) {
          for (const info of page) {
            if (!isKey(info.key)) continue;
            yield info;
            left -= 1;
            if (left <= 0) return;
          }
        }
      } catch (error) {
        throw toCodedError(error);
      }
    },
    delete: async (key) => coded(deleteObject(connection, nameOf(key))),
    async deleteAll(prefix) {
      checkPrefix(prefix);
      return coded(deleteAllObjects(connection, prefix));
    },
    async presignGet(key, seconds) {
      return connection.presignGet(nameOf(key), Math.max(1, Math.min(Math.floor(seconds), mostSeconds)));
    },
    async *watch(prefix, signal) {
      checkPrefix(prefix);
      try {
        yield* watchObjects(connection, prefix, signal);
      } catch (error) {
        throw toCodedError(error);
      }
    },
    // The room of a bucket cannot be asked for.
    freeBytes: async () => undefined,
    async ping() {
      await coded(connection.call({ method: 'GET', query: { location: '' } }, { retry: false }));
    },
    close: async () => connection.close(),
  };
  return { ...store, probe: (prefix) => probeStore(connection, store, prefix) };
}
