import { fstatSync, futimesSync } from 'node:fs';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { type Body, usingUp } from '../body/read-body.ts';
import { deleteAllObjects, deleteObject } from '../filesystem/delete-objects.ts';
import { ensureFolder, isRealFolder } from '../filesystem/folders.ts';
import { createFreeSpace, type FreeBytesProbe } from '../filesystem/free-space.ts';
import { pathOfKey } from '../filesystem/keys.ts';
import { listObjects } from '../filesystem/list-objects.ts';
import { etagAt, infoAt, toObjectInfo } from '../filesystem/object-info.ts';
import { placeObject } from '../filesystem/place-object.ts';
import { readObject } from '../filesystem/read-object.ts';
import { openStoreLock } from '../filesystem/store-lock.ts';
import { toCodedError } from '../filesystem/system-errors.ts';
import { openTempFile, removeStaleTempFiles } from '../filesystem/temp-files.ts';
import { uniqueTime } from '../filesystem/unique-time.ts';
import { watchObjects } from '../filesystem/watch-objects.ts';
import { writeBody } from '../filesystem/write-body.ts';
import type { ObjectStore, PutOptions, PutResult } from '../object-store.ts';

export interface FilesystemObjectStoreOptions {
  /** The folder that holds the objects; made when it is not there. Any number of processes may use it. */
  readonly root: string;
  /** A put that would leave less than this free fails with RECON_DISK_FULL. Default 64 MiB. */
  readonly minFreeBytes?: number | undefined;
  /** How much is free, for tests of a full disk; by default what the file system says. */
  readonly freeBytesProbe?: FreeBytesProbe | undefined;
  /**
   * For a folder that others write into: hears of folders below it that this process may not look into, each time that they are
   * passed over by `list` and `watch`. Without it such a folder is an error.
   */
  readonly onForeignFolder?: ((path: string) => void) | undefined;
}

/**
 * The object store of one machine: a file for each object, named by its key, in folders that only their owner may enter.
 *
 * A body goes to a file in `.tmp`, is synced, and gets its name by link(2) or rename(2), which are atomic; then the folder is
 * synced. So after a crash there is all of an object or nothing, and its name says which. Symbolic links below the root are never
 * followed. The file system must know hard links and be local: locks and syncs of network file systems differ too much.
 */
export async function createFilesystemObjectStore(options: FilesystemObjectStoreOptions): Promise<ObjectStore> {
  await mkdir(options.root, { recursive: true, mode: 0o700 });
  const root = await realpath(options.root);
  const tempFolder = join(root, '.tmp');
  await ensureFolder(root, tempFolder);
  await removeStaleTempFiles(tempFolder);
  const foreign = { onForeign: options.onForeignFolder };
  const lock = openStoreLock(join(root, '.lock'));
  const space = createFreeSpace(root, options.minFreeBytes ?? 64 * 1024 * 1024, options.freeBytesProbe);

  async function put(key: string, body: Body, putOptions: PutOptions): Promise<PutResult> {
    const path = pathOfKey(root, key);
    if (putOptions.ifAbsent && putOptions.ifMatch !== undefined) {
      throw new ReconcylError('RECON_INTERNAL', 'An object cannot be absent and match.');
    }
    const temp = await openTempFile(tempFolder);
    try {
      const written = await writeBody(temp.handle, body, putOptions, space);
      // Both only touch what the kernel holds in memory: faster done than handed to a thread.
      const time = uniqueTime() / 1000;
      futimesSync(temp.handle.fd, time, time);
      const { etag } = toObjectInfo(key, fstatSync(temp.handle.fd, { bigint: true }));
      await temp.handle.sync();
      const created = await placeObject({ root, lock }, temp.path, path, putOptions);
      return { ...written, created, etag: created ? etag : (etagAt(path) ?? '') };
    } finally {
      await Promise.all([temp.handle.close(), rm(temp.path, { force: true })]);
    }
  }

  return {
    put: (key, body, putOptions = {}) => coded(usingUp(body, put(key, body, putOptions))),
    get: async (key, readOptions = {}) => coded(readObject(pathOfKey(root, key), key, readOptions)),
    async stat(key) {
      const path = pathOfKey(root, key);
      return coded(isRealFolder(dirname(path)).then((isReal) => (isReal ? infoAt(path, key) : undefined)));
    },
    async *list(prefix, { after, limit = Number.POSITIVE_INFINITY } = {}) {
      let left = limit;
      if (left <= 0) return;
      for await (const info of listObjects(root, prefix, after, foreign)) {
        yield info;
        left -= 1;
        if (left <= 0) return;
      }
    },
    delete: async (key) => void (await coded(deleteObject(lock, pathOfKey(root, key)))),
    deleteAll: async (prefix) => coded(deleteAllObjects(lock, root, prefix)),
    presignGet: async () => undefined,
    watch: (prefix, signal) => watchObjects(root, prefix, signal, foreign),
    freeBytes: () => coded(space.usableBytes()),
    async ping() {
      if (!(await coded(isRealFolder(tempFolder)))) throw new ReconcylError('RECON_UNAVAILABLE');
    },
    close: async () => lock.close(),
  };
}

async function coded<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw toCodedError(error);
  }
}
