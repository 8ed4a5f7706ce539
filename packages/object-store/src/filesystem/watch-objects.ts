import { join } from 'node:path';
import type { ObjectInfo } from '../object-store.ts';
import { createAlarm } from './alarm.ts';
import { ensureFolder } from './folders.ts';
import { folderOfPrefix } from './keys.ts';
import { type ListOptions, listObjects } from './list-objects.ts';
import { watchFolders } from './watch-folders.ts';

/** Without a hint from the system, the folder is looked through this often. */
const rescanMs = 2000;
/** Hints come in swarms; they are gathered for this long. */
const gatherMs = 20;

/**
 * New and replaced objects, found by comparing listings. The system's notifications only say when to look: they are lost when its
 * queue overflows, and do not exist on some file systems. An object that is replaced twice between two looks is seen once, and
 * one that is deleted between them never.
 */
export async function* watchObjects(
  root: string,
  prefix: string,
  signal: AbortSignal,
  options: Pick<ListOptions, 'onForeign'> = {},
): AsyncGenerator<ObjectInfo> {
  const folder = join(root, folderOfPrefix(prefix));
  await ensureFolder(root, folder);
  const alarm = createAlarm({ gatherMs, rescanMs });
  const folders = watchFolders(folder, alarm.hint);
  signal.addEventListener('abort', alarm.ring, { once: true });
  try {
    await folders.refresh();
    let known = new Map<string, string>();
    for await (const { key, etag } of listObjects(root, prefix, '', options)) known.set(key, etag);
    while (!signal.aborted) {
      await alarm.wait();
      if (signal.aborted) return;
      // Before the listing: what comes into a new folder is in the listing or makes a hint.
      await folders.refresh();
      const current = new Map<string, string>();
      for await (const info of listObjects(root, prefix, '', options)) {
        current.set(info.key, info.etag);
        if (known.get(info.key) !== info.etag) yield info;
        if (signal.aborted) return;
      }
      known = current;
    }
  } finally {
    signal.removeEventListener('abort', alarm.ring);
    folders.close();
  }
}
