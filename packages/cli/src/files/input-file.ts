import { constants, createReadStream, createWriteStream } from 'node:fs';
import { access, copyFile, link, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ReconcylError, type Side } from '@reconcyl/contracts';
import type { FileInput } from '@reconcyl/engine';
import type { Io } from '../io.ts';

/**
 * Makes a file of the command line ready for the engine. `-` is standard input; what is no regular file (a pipe) is copied into
 * the work folder first, and a path with characters that mean something in a pattern gets a plain name there, because
 * `read_csv('bank[1].csv')` would read another file. Throws RECON_FILE_NOT_READABLE.
 */
export async function prepareInput(
  io: Io,
  side: Side,
  argument: string,
  workFolder: string,
  signal: AbortSignal,
): Promise<FileInput> {
  const plainPath = join(workFolder, `${side}.csv`);
  if (argument === '-') {
    await pipeline(io.stdin, createWriteStream(plainPath, { mode: 0o600 }), { signal });
    return { path: plainPath, displayName: 'standard input' };
  }
  const displayName = basename(argument);
  const isRegularFile = await assertReadable(side, argument);
  if (!isRegularFile) {
    await pipeline(createReadStream(argument), createWriteStream(plainPath, { mode: 0o600 }), { signal });
    return { path: plainPath, displayName };
  }
  const path = await realpath(argument);
  if (/^[\p{L}\p{N} ._+@,/\\:-]+$/u.test(path)) return { path, displayName };
  await link(path, plainPath).catch(() => copyFile(path, plainPath));
  return { path: plainPath, displayName };
}

/** Throws RECON_USAGE when both files are to come from standard input. */
export function assertOneStandardInput(files: {
  readonly source: string | undefined;
  readonly target?: string | undefined;
}): void {
  if (files.source === '-' && files.target === '-') {
    throw new ReconcylError('RECON_USAGE', 'Only one of the two files can be standard input.');
  }
}

/** Throws RECON_FILE_NOT_READABLE unless the file is there and may be read; says whether it is a regular file. */
export async function assertReadable(side: Side, argument: string): Promise<boolean> {
  try {
    const information = await stat(argument);
    if (information.isDirectory()) throw notReadable(side, argument, 'is a folder');
    await access(argument, constants.R_OK);
    return information.isFile();
  } catch (error) {
    if (error instanceof ReconcylError) throw error;
    throw notReadable(side, argument, reasonOf(error), error);
  }
}

function notReadable(side: Side, argument: string, reason: string, cause?: unknown): ReconcylError {
  // The path is what the user typed a moment ago, and it goes nowhere but to that user's terminal.
  const shown = argument.length > 200 ? `${argument.slice(0, 200)}…` : argument;
  return new ReconcylError('RECON_FILE_NOT_READABLE', `The ${side} file ${shown} ${reason}.`, { cause });
}

function reasonOf(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user';
    case 'ENAMETOOLONG':
      return 'has a name that is too long';
    case 'ENOSPC':
      return 'does not fit into the temporary folder';
    default:
      return 'cannot be opened';
  }
}
