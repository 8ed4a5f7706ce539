import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { ObjectInfo } from '../object-store.ts';
import { ensureFolder } from './folders.ts';
import { folderOfPrefix } from './keys.ts';
import { listObjects } from './list-objects.ts';

/** Without a hint from the system, the folder is looked through this often. */
const rescanMs = 2000;
/** Hints come in swarms; they are gathered for this long. */
const gatherMs = 20;

/**
 * New and replaced objects, found by comparing listings. The system's notifications only say when to look: they are lost when its
 * queue overflows, and do not exist on some file systems. An object that is replaced twice between two looks is seen once, and
 * one that is deleted between them never.
 */
export async function* watchObjects(root: string, prefix: string, signal: AbortSignal): AsyncGenerator<ObjectInfo> {
  const folder = join(root, folderOfPrefix(prefix));
  await ensureFolder(folder);
  const look = createAlarm();
  const watcher = watchFolder(folder, look.hint);
  signal.addEventListener('abort', look.now, { once: true });
  try {
    let known = new Map<string, string>();
    for await (const { key, etag } of listObjects(root, prefix)) known.set(key, etag);
    while (!signal.aborted) {
      await look.wait();
      const current = new Map<string, string>();
      for await (const info of listObjects(root, prefix)) {
        if (signal.aborted) return;
        current.set(info.key, info.etag);
        if (known.get(info.key) !== info.etag) yield info;
      }
      known = current;
    }
  } finally {
    signal.removeEventListener('abort', look.now);
    watcher?.close();
  }
}

function watchFolder(folder: string, onHint: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { recursive: true, persistent: false }, onHint);
    // E.g. too many watches: the rescans go on.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

/** Ends a wait soon after a hint, at once on demand, and otherwise after the rescan time. */
function createAlarm() {
  let hinted = false;
  let ring: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const now = () => {
    hinted = true;
    ring?.();
  };
  return {
    now,
    hint() {
      if (hinted) return;
      hinted = true;
      timer = ring && setTimeout(ring, gatherMs);
    },
    async wait(): Promise<void> {
      const rescan = Promise.withResolvers<void>();
      ring = rescan.resolve;
      const limit = setTimeout(ring, hinted ? gatherMs : rescanMs);
      await rescan.promise;
      clearTimeout(limit);
      clearTimeout(timer);
      ring = undefined;
      hinted = false;
    },
  };
}
