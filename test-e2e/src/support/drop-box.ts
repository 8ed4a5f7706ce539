import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ObjectStore } from '@reconcyl/object-store';

/** Where a test drops files and finds reports, however the system is started. */
export interface TestDropBox {
  /** Puts a file whole, as a rename or a bucket does. */
  readonly put: (key: string, content: string | Uint8Array) => Promise<void>;
  /** Undefined while there is none. */
  readonly get: (key: string) => Promise<string | undefined>;
}

/** The data folder of a system on the embedded adapters. */
export function folderBox(dataFolder: string): TestDropBox {
  let count = 0;
  return {
    async put(key, content) {
      const path = join(dataFolder, key);
      await mkdir(dirname(path), { recursive: true });
      count += 1;
      const beside = join(dataFolder, `.dropping-${count}`);
      await writeFile(beside, content);
      await rename(beside, path);
    },
    get: (key) => readFile(join(dataFolder, key), 'utf8').catch(() => undefined),
  };
}

/** A bucket. */
export function bucketBox(store: ObjectStore): TestDropBox {
  return {
    put: async (key, content) => void (await store.put(key, content)),
    async get(key) {
      const found = await store.get(key);
      return found && text(found.body);
    },
  };
}
