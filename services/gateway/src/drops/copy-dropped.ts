import { Readable } from 'node:stream';
import { objectKeys, ReconcylError, type Side } from '@reconcyl/contracts';
import type { GatewayContext } from '../context.ts';
import type { ReceivedFile } from '../upload/receive-upload.ts';
import type { DropBox } from './drop-box.ts';
import type { DroppedFile } from './dropped-files.ts';

/** The file is not what it was when it was listed: it must be looked at again. */
export class DropChangedError extends Error {
  override readonly name = 'DropChangedError';
}

/**
 * Copies a dropped file into the folder of its reconciliation, where nobody changes it any more. Throws DropChangedError, and leaves
 * nothing behind, when these are not the bytes that were listed; so whoever copies one version stores the same bytes.
 */
export async function copyDropped(
  { store, config }: GatewayContext,
  box: DropBox,
  file: DroppedFile,
  target: { readonly tenant: string; readonly taskId: string; readonly side: Side; readonly signal: AbortSignal },
): Promise<ReceivedFile> {
  const { tenant, taskId, side, signal } = target;
  const { fileName, sizeBytes } = file;
  if (sizeBytes > config.MAX_FILE_BYTES) {
    throw new ReconcylError('RECON_FILE_TOO_LARGE', `${fileName}: the limit is ${config.MAX_FILE_BYTES} bytes.`);
  }
  const body = Readable.from(bytesOf(box, file, signal), { objectMode: false });
  const { sha256 } = await store.put(objectKeys.input(tenant, taskId, side), body, { ifAbsent: true, signal });
  return { sizeBytes, sha256, fileName };
}

/** The bytes of one version of a file; throws DropChangedError instead of ending when they may be others. */
export async function* bytesOf(box: DropBox, file: DroppedFile, signal: AbortSignal): AsyncGenerator<Buffer> {
  const found = await box.store.get(file.key, { signal });
  if (found === undefined) throw new DropChangedError();
  try {
    if (found.info.etag !== file.etag) throw new DropChangedError();
    let sizeBytes = 0;
    for await (const chunk of found.body as AsyncIterable<Buffer>) {
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
    if (sizeBytes !== file.sizeBytes) throw new DropChangedError();
    // Somebody may have written into it while it was read.
    if (box.isFolder && (await box.store.stat(file.key))?.etag !== file.etag) throw new DropChangedError();
  } finally {
    found.body.destroy();
  }
}
