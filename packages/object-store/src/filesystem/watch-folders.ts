import { type FSWatcher, watch } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { ifAllowed, ifThere } from './system-errors.ts';

/** The system gives a process a few thousand watches; folders beyond this are found by the rescans alone. */
const mostFolders = 1000;

/**
 * Calls back when something happens in a folder or in one below it, as far as the system tells. Each folder is watched by itself:
 * Node's own recursive watch does not notice on Linux that a file was replaced by rename.
 */
export function watchFolders(folder: string, onHint: () => void) {
  const watchers = new Map<string, FSWatcher>();

  function forget(path: string): void {
    watchers.get(path)?.close();
    watchers.delete(path);
  }

  function follow(path: string): void {
    if (watchers.has(path) || watchers.size >= mostFolders) return;
    try {
      const watcher = watch(path, { persistent: false }, onHint);
      // E.g. the folder was removed, or the system has no watches left.
      watcher.on('error', () => forget(path));
      watchers.set(path, watcher);
    } catch {
      // The rescans find what happens in it.
    }
  }

  async function followAllBelow(path: string, found: Set<string>): Promise<void> {
    // One that this process may not look into is nothing that it could tell of.
    const directory = await ifAllowed(ifThere(opendir(path)));
    if (directory === undefined) return;
    found.add(path);
    // Before it is read: a folder that is made in between makes a hint.
    follow(path);
    for await (const entry of directory) {
      if (entry.isDirectory() && !entry.name.startsWith('.')) await followAllBelow(join(path, entry.name), found);
    }
  }

  return {
    /** Watches folders that are new, and no longer those that are gone. */
    async refresh(): Promise<void> {
      const found = new Set<string>();
      await followAllBelow(folder, found);
      for (const path of watchers.keys()) if (!found.has(path)) forget(path);
    },
    close(): void {
      for (const path of [...watchers.keys()]) forget(path);
    },
  };
}
