import { ReconcylError } from '@reconcyl/contracts';

const longestKeyBytes = 1024;
/** Longest file name of the usual file systems. */
const longestPartBytes = 255;

/** Refuses what is no object key. One rule for all stores, so that objects can be moved from one to another. */
export function checkKey(key: string): void {
  checkParts(key, key.split('/'));
}

/** Refuses what no key can begin with. Gives the folders of the prefix: what follows its last slash is the beginning of a name. */
export function checkPrefix(prefix: string): readonly string[] {
  const parts = prefix.split('/');
  const rest = parts.pop() ?? '';
  if (parts.length > 0) checkParts(prefix, parts);
  if (rest !== '') checkParts(prefix, [rest]);
  return parts;
}

/** Whether a name that a store lists is a key at all: others may write into a folder or a bucket, too. */
export function isKey(name: string): boolean {
  return problemOf(name, name.split('/')) === undefined;
}

const beyondAscii = /[^\0-\x7f]/;

/** By UTF-8 bytes. Strings compare by UTF-16 units, which is the same except where surrogates meet the last of the plane. */
export function compareKeys(left: string, right: string): number {
  if (beyondAscii.test(left) || beyondAscii.test(right)) return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

function checkParts(key: string, parts: readonly string[]): void {
  const problem = problemOf(key, parts);
  // Keys are computed and never come from a user, so this is a bug of the caller.
  if (problem !== undefined) throw new ReconcylError('RECON_INTERNAL', `Not an object key: ${problem}.`);
}

function problemOf(key: string, parts: readonly string[]): string | undefined {
  if (Buffer.byteLength(key) > longestKeyBytes) return 'it is too long';
  for (const part of parts) {
    if (part === '') return 'a part is empty';
    if (Buffer.byteLength(part) > longestPartBytes) return 'a part is too long';
    // Covers `.` and `..`, and keeps a store's own files (.tmp, .lock) out of reach.
    if (part.startsWith('.')) return 'a part begins with a dot';
    if (/[\0\\]/.test(part)) return 'it holds NUL or a backslash';
  }
  return undefined;
}
