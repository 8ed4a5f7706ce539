import type { ObjectStore } from '@reconcyl/object-store';
import type { ObjectStoreConfig } from './config-types.ts';

/**
 * Where people drop files and find reports: the bucket, or the folders `inbox` and `outbox` of the data folder, which stand beside that
 * of the object store so that nobody has to write into that one. The caller closes the box; the store is left open.
 */
export async function openDropBox(
  config: ObjectStoreConfig,
  store: ObjectStore,
): Promise<{ readonly store: ObjectStore; readonly isFolder: boolean; readonly close: () => Promise<void> }> {
  if (config.S3_URL !== undefined) return { store, isFolder: false, close: async () => undefined };
  const { createFilesystemObjectStore } = await import('@reconcyl/object-store/filesystem');
  const folder = await createFilesystemObjectStore({ root: config.DATA_DIR });
  return { store: folder, isFolder: true, close: folder.close };
}
