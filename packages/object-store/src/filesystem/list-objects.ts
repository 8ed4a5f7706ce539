import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectInfo } from '../object-store.ts';
import { isRealFolder } from './folders.ts';
import { folderOfPrefix } from './keys.ts';
import { infoAt } from './object-info.ts';
import { ifThere } from './system-errors.ts';

interface Entry {
  /** The key of an object, or that of a folder with a slash at its end: so they sort as the keys below them do. */
  readonly key: string;
  readonly isFolder: boolean;
}

/**
 * Objects below a prefix in the order of their keys' UTF-8 bytes, as S3 lists them. Symbolic links, and names that no put could
 * have made, are passed over.
 */
export async function* listObjects(root: string, prefix: string, after = ''): AsyncGenerator<ObjectInfo> {
  const folder = folderOfPrefix(prefix);
  if (await isRealFolder(join(root, folder))) yield* walk(root, folder === '' ? '' : `${folder}/`, prefix, after);
}

async function* walk(root: string, folder: string, prefix: string, after: string): AsyncGenerator<ObjectInfo> {
  for await (const entry of entriesInOrder(root, folder, prefix, after)) {
    if (entry.isFolder) {
      yield* walk(root, entry.key, prefix, after);
    } else {
      const info = await infoAt(join(root, entry.key), entry.key);
      if (info !== undefined) yield info;
    }
  }
}

/** Most entries of one folder that are held in memory; a folder with more is read several times. */
const windowSize = 50_000;

async function* entriesInOrder(
  root: string,
  folder: string,
  prefix: string,
  after: string,
  size = windowSize,
): AsyncGenerator<Entry> {
  let last = '';
  for (;;) {
    const window = await smallestEntries(join(root, folder), size, (name, isFolder) => {
      const key = isFolder ? `${folder}${name}/` : `${folder}${name}`;
      const fits = key.startsWith(prefix) || (isFolder && prefix.startsWith(key));
      const isLater = compareKeys(key, after) > 0 || (isFolder && after.startsWith(key));
      return fits && isLater && (last === '' || compareKeys(key, last) > 0) ? { key, isFolder } : undefined;
    });
    yield* window;
    if (window.length < size) return;
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
    if (entry.name.startsWith('.') || !(isFolder || entry.isFile())) continue;
    const chosen = choose(entry.name, isFolder);
    if (chosen !== undefined && kept.push(chosen) >= 2 * size) cut();
  }
  cut();
  return kept;
}

const beyondAscii = /[^\0-\x7f]/;

/** By UTF-8 bytes. Strings compare by UTF-16 units, which is the same except where surrogates meet the last of the plane. */
export function compareKeys(left: string, right: string): number {
  if (beyondAscii.test(left) || beyondAscii.test(right)) return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : left > right ? 1 : 0;
}
