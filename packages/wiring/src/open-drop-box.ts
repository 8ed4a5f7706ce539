import type { ObjectStore } from '@reconcyl/object-store';
import type { Logger } from '@reconcyl/service-kit';
import type { ObjectStoreConfig } from './config-types.ts';

/**
 * Where people drop files and find reports: the bucket, or the folders `inbox` and `outbox` of the data folder, which stand beside that
 * of the object store so that nobody has to write into that one. The caller closes the box; the store is left open.
 */
export async function openDropBox(
  config: ObjectStoreConfig,
  store: ObjectStore,
  logger: Logger,
): Promise<{ readonly store: ObjectStore; readonly isFolder: boolean; readonly close: () => Promise<void> }> {
  if (config.S3_URL !== undefined) return { store, isFolder: false, close: async () => undefined };
  const { createFilesystemObjectStore } = await import('@reconcyl/object-store/filesystem');
  const told = new Set<string>();
  const folder = await createFilesystemObjectStore({
    root: config.DATA_DIR,
    onForeignFolder(path) {
      if (told.has(path)) return;
      told.add(path);
      logger.warn({ path }, 'a folder is passed over, as this process may not look into it');
    },
  });
  return { store: folder, isFolder: true, close: folder.close };
}
