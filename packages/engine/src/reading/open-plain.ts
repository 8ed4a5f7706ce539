import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError, type Side } from '@reconcyl/contracts';
import type { FileInput } from '../types.ts';
import { compressionOf, type SentFile, type UnpackOptions, unpack } from './unpack.ts';

export interface PlainFile {
  readonly handle: FileHandle;
  /** The file itself, or what it unpacked to. */
  readonly path: string;
  /** Present where the file was unpacked. */
  readonly sent?: SentFile;
}

/**
 * Opens a file for reading; a compressed one is unpacked into `<workDir>/<side>.unpacked` before, which the caller removes. The
 * caller closes the handle.
 *
 * @throws RECON_FILE_NOT_READABLE when it cannot be opened, and what `unpack` throws.
 */
export async function openPlain(
  input: FileInput,
  side: Side,
  options: UnpackOptions & { readonly workDir: string },
): Promise<PlainFile> {
  const handle = await openInput(input);
  try {
    const head = Buffer.alloc(4);
    await handle.read(head, 0, head.length, 0);
    const compression = compressionOf(head);
    if (compression === undefined) return { handle, path: input.path };
    const path = join(options.workDir, `${side}.unpacked`);
    const sent = await unpack(handle, compression, path, options);
    await handle.close();
    return { handle: await open(path, 'r'), path, sent };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openInput(input: FileInput): Promise<FileHandle> {
  try {
    const handle = await open(input.path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    throw new ReconcylError('RECON_FILE_NOT_READABLE', undefined, { cause: error });
  }
  throw new ReconcylError('RECON_FILE_NOT_READABLE', 'It is not a regular file.');
}
