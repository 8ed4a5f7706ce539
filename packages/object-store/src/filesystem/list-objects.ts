import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareKeys } from '../keys.ts';
import type { ObjectInfo } from '../object-store.ts';
import { isRealFolder } from './folders.ts';
import { folderOfPrefix } from './keys.ts';
import { infoAt } from './object-info.ts';
import { ifAllowed, ifThere } from './system-errors.ts';

interface Entry {
  /** The key of an object, or that of a folder with a slash at its end: so they sort as the keys below them do. */
  readonly key: string;
  readonly isFolder: boolean;
}

/**
 * Objects below a prefix in the order of their keys' UTF-8 bytes, as S3 lists them. Symbolic links, and names that no put could
 * have made, are passed over.
 */
export async function* listObjects(
  root: string,
  prefix: string,
  after = '',
  { windowSize = defaultWindowSize, onForeign }: ListOptions = {},
): AsyncGenerator<ObjectInfo> {
  const folder = folderOfPrefix(prefix);
  if (!(await isRealFolder(join(root, folder)))) return;
  yield* walk({ root, prefix, after, windowSize, onForeign }, folder === '' ? '' : `${folder}/`);
}

export interface ListOptions {
  /** Most entries of one folder that are held in memory; a folder with more is read several times. */
  readonly windowSize?: number | undefined;
  /** Hears of folders that this process may not look into, which are then passed over. Without it they are an error. */
  readonly onForeign?: ((path: string) => void) | undefined;
}

interface Walk extends ListOptions {
  readonly root: string;
  readonly prefix: string;
  readonly after: string;
  readonly windowSize: number;
}

const defaultWindowSize = 50_000;

async function* walk(how: Walk, folder: string): AsyncGenerator<ObjectInfo> {
  for await (const { key, isFolder } of entriesInOrder(how, folder)) {
    if (isFolder) {
      yield* walk(how, key);
    } else {
      const info = await infoAt(join(how.root, key), key);
      if (info !== undefined) yield info;
    }
  }
}

async function* entriesInOrder(
  { root, prefix, after, windowSize, onForeign }: Walk,
  folder: string,
): AsyncGenerator<Entry> {
  let last = '';
  for (;;) {
    const path = join(root, folder);
    const reading = smallestEntries(path, windowSize, (name, isFolder) => {
      const key = isFolder ? `${folder}${name}/` : `${folder}${name}`;
      const isLater = compareKeys(key, after) > 0 || (isFolder && after.startsWith(key));
      return key.startsWith(prefix) && isLater && (last === '' || compareKeys(key, last) > 0)
        ? { key, isFolder }
        : undefined;
    });
    const window = await (onForeign === undefined ? reading : ifAllowed(reading));
    if (window === undefined) return onForeign?.(path);
    yield* window;
    if (window.length < windowSize) return;
    last = window.at(-1)?.key ?? '';
  }
}

/** The first entries of a folder in key order, of those that are chosen. */
async function smallestEntries(
  path: string,
  size: number,
  choose: (name: string, isFolder: boolean) => Entry | undefined,
): Promise<Entry[]> {
  const directory = await ifThere(opendir(path, { bufferSize: 256 }));
  if (directory === undefined) return [];
  const kept: Entry[] = [];
  const cut = () => {
    kept.sort((left, right) => compareKeys(left.key, right.key));
    kept.length = Math.min(kept.length, size);
  };
  for await (const entry of directory) {
    const isFolder = entry.isDirectory();
    if (!(isFolder || entry.isFile()) || /^\.|\\/.test(entry.name)) continue;
    const chosen = choose(entry.name, isFolder);
    if (chosen !== undefined && kept.push(chosen) >= 2 * size) cut();
  }
  cut();
  return kept;
}
