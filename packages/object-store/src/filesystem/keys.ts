import { join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';

const longestKeyBytes = 1024;
/** Longest file name of the usual file systems. */
const longestPartBytes = 255;

/** The file of a key. Refuses every key that could leave the root, or that this store's own files could collide with. */
export function pathOfKey(root: string, key: string): string {
  checkParts(key, key.split('/'));
  return join(root, key);
}

/** The deepest folder that holds everything below a prefix, as a key without slash at the end; '' is the root. */
export function folderOfPrefix(prefix: string): string {
  const parts = prefix.split('/');
  // What follows the last slash is the beginning of a name, and may be empty.
  const rest = parts.pop() ?? '';
  if (parts.length > 0) checkParts(prefix, parts);
  if (rest !== '') checkParts(prefix, [rest]);
  return parts.join('/');
}

function checkParts(key: string, parts: readonly string[]): void {
  if (Buffer.byteLength(key) > longestKeyBytes) throw refused('it is too long');
  for (const part of parts) {
    if (part === '') throw refused('a part is empty');
    if (Buffer.byteLength(part) > longestPartBytes) throw refused('a part is too long');
    // Covers `.` and `..`, and keeps the store's own files (.tmp, .lock) out of reach.
    if (part.startsWith('.')) throw refused('a part begins with a dot');
    if (/[\0\\]/.test(part)) throw refused('it holds NUL or a backslash');
  }
}

/** Keys are computed and never come from a user, so this is a bug of the caller. */
function refused(why: string): ReconcylError {
  return new ReconcylError('RECON_INTERNAL', `Not an object key: ${why}.`);
}
