import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { constants, createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { ReconcylError } from '@reconcyl/contracts';
import { throwIfCancelled } from './cancelled.ts';

export type Compression = 'gzip' | 'zstd';

export interface UnpackOptions {
  readonly signal?: AbortSignal | undefined;
  /** 20 GiB when absent. */
  readonly maxUnpackedBytes?: number | undefined;
}

/** The file as it was sent: what the digest and the size of a result speak of. */
export interface SentFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What a file of 1 GB unpacks to when it is packed well; a machine that works on such files has room for it. */
const defaultMaxUnpackedBytes = 20 * 1024 ** 3;
/** Tables pack to a twentieth, and hardly one to a hundredth; the best that gzip can do, as bombs do, is 1 to 1030. */
const maxRatio = 200;
/** Below this no ratio is too high: a small file of nothing but equal rows is no danger. */
const ratioCountsAbove = 100 * 1024 * 1024;
/** 128 MiB, the window that `zstd --long` asks of any reader; a larger one has to be held in memory. */
const maxZstdWindowLog = 27;

const packedChunkBytes = 64 * 1024;
const unpackedChunkBytes = 256 * 1024;

/** What the first bytes of a file say of its compression. A zstd file may begin with frames that are to be skipped. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const isFrame = head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  const isSkipped = ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
  return isFrame || isSkipped ? 'zstd' : undefined;
}

/**
 * Unpacks a whole compressed file into `path`, however many members or frames it is made of, in bounded memory.
 *
 * @throws RECON_FILE_DAMAGED, RECON_FILE_UNPACKS_TOO_LARGE (as soon as that shows), RECON_CANCELLED.
 */
export async function unpack(
  packed: FileHandle,
  compression: Compression,
  path: string,
  options: UnpackOptions,
): Promise<SentFile> {
  const sent = await describeSent(packed, options.signal);
  const output = await open(path, 'w', 0o600);
  try {
    const written = { bytes: 0 };
    for (let offset = 0; offset < sent.sizeBytes; ) {
      const consumed = await unpackFrame(packed, offset, compression, output, written, options);
      offset += consumed;
      if (offset < sent.sizeBytes && !(await continues(packed, offset, compression))) break;
      if (consumed === 0) throw damaged('it ends in bytes that are no compressed data');
    }
    return sent;
  } catch (error) {
    throw toCodedError(error);
  } finally {
    await output.close();
  }
}

async function describeSent(packed: FileHandle, signal: AbortSignal | undefined): Promise<SentFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of chunksFrom(packed, 0, 1024 * 1024)) {
    throwIfCancelled(signal);
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** Unpacks one zstd frame, or all gzip members that follow each other, and gives the number of packed bytes that it took. */
async function unpackFrame(
  packed: FileHandle,
  offset: number,
  compression: Compression,
  output: FileHandle,
  written: { bytes: number },
  options: UnpackOptions,
): Promise<number> {
  const stream = createStream(compression);
  const mostBytes = options.maxUnpackedBytes ?? defaultMaxUnpackedBytes;
  // A stream that fails never calls back what waits for it.
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  const feed = async (): Promise<void> => {
    let fed = 0;
    try {
      for await (const chunk of chunksFrom(packed, offset, packedChunkBytes)) {
        fed += chunk.length;
        await Promise.race([new Promise<void>((resolve) => stream.write(chunk, () => resolve())), closed]);
        // A frame that is over takes no more bytes, and says so by nothing else.
        if (stream.destroyed || stream.bytesWritten < fed || stream.readableEnded) break;
      }
    } finally {
      stream.end();
    }
  };
  const drain = async (): Promise<void> => {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      throwIfCancelled(options.signal);
      written.bytes += chunk.length;
      if (written.bytes > mostBytes) throw tooLarge(`more than ${mostBytes} bytes`);
      const taken = offset + Math.max(stream.bytesWritten, 1);
      if (written.bytes > ratioCountsAbove && written.bytes > taken * maxRatio) {
        throw tooLarge(`more than ${maxRatio} times its size`);
      }
      await output.writeFile(chunk);
    }
  };
  // Both end before the handles are closed, whichever fails first.
  const [fed, drained] = await Promise.allSettled([feed(), drain()]);
  if (fed.status === 'rejected') throw fed.reason;
  if (drained.status === 'rejected') throw drained.reason;
  return stream.bytesWritten;
}

function createStream(compression: Compression): Gunzip | ZstdDecompress {
  return compression === 'gzip'
    ? createGunzip({ chunkSize: unpackedChunkBytes })
    : createZstdDecompress({
        chunkSize: unpackedChunkBytes,
        params: { [constants.ZSTD_d_windowLogMax]: maxZstdWindowLog },
      });
}

/** Whether another frame follows. Zeros may pad a gzip file; anything else is not compressed data, and must not be lost in silence. */
async function continues(packed: FileHandle, offset: number, compression: Compression): Promise<boolean> {
  if (compression === 'zstd') {
    const head = Buffer.alloc(4);
    await packed.read(head, 0, head.length, offset);
    return compressionOf(head) === 'zstd' || Promise.reject(damaged('other data follow the compressed ones'));
  }
  for await (const chunk of chunksFrom(packed, offset, packedChunkBytes)) {
    if (chunk.some((byte) => byte !== 0)) throw damaged('other data follow the compressed ones');
  }
  return false;
}

async function* chunksFrom(handle: FileHandle, offset: number, chunkBytes: number): AsyncGenerator<Buffer> {
  for (let position = offset; ; ) {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const { bytesRead } = await handle.read(chunk, 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

function toCodedError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ZSTD_error_frameParameter_windowTooLarge') return tooLarge('a window above 128 MiB', error);
  if (code === 'Z_BUF_ERROR') return damaged('it is cut off', error);
  return /^Z(STD)?_/.test(code) ? damaged('it does not unpack', error) : error;
}

function damaged(what: string, cause?: unknown): ReconcylError {
  return new ReconcylError('RECON_FILE_DAMAGED', `Found that ${what}.`, { cause });
}

function tooLarge(what: string, cause?: unknown): ReconcylError {
  return new ReconcylError('RECON_FILE_UNPACKS_TOO_LARGE', `It needs ${what}.`, { cause });
}
