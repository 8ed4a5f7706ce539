import { join } from 'node:path';
import { checkKey, checkPrefix } from '../keys.ts';

/** The file of a key. Refuses every key that could leave the root, or that this store's own files could collide with. */
export function pathOfKey(root: string, key: string): string {
  checkKey(key);
  return join(root, key);
}

/** The deepest folder that holds everything below a prefix, as a key without slash at the end; '' is the root. */
export function folderOfPrefix(prefix: string): string {
  return checkPrefix(prefix).join('/');
}
