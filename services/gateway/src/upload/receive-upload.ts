import type { Readable } from 'node:stream';
import { ReconcylError, type Side, sides } from '@reconcyl/contracts';
import type { FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import type { DiskFloor } from './disk-floor.ts';
import { createFieldCollector, type UploadFields } from './fields.ts';
import { displayName } from './file-name.ts';
import { metered } from './metered.ts';
import { watchRate } from './rate-guard.ts';

/** What a sink says of the bytes it took. */
export interface StoredFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ReceivedFile extends StoredFile {
  readonly fileName: string;
}

export interface ReceivedUpload {
  readonly fields: UploadFields;
  readonly files: Partial<Record<Side, ReceivedFile>>;
}

export interface ReceiveOptions {
  readonly maxFileBytes: number;
  readonly minBytesPerSecond: number;
  readonly rateWindowMs: number;
  readonly diskFloor: DiskFloor;
  /** Aborted with a coded error when the upload must end. */
  readonly signal?: AbortSignal | undefined;
  /** Takes the bytes of one file as they come. */
  readonly sink: (side: Side, body: Readable) => Promise<StoredFile>;
}

/** Bounds of a form; the parser is registered with them. */
export const multipartLimits = {
  /** Two files and a ruleset. */
  files: 3,
  fields: 10,
  fieldSize: 64 * 1024,
  parts: 13,
  headerPairs: 20,
  headerSize: 16 * 1024,
  // The meter counts, so that the answer names the file; this is only not to be the 1 MiB of the default.
  fileSize: Number.MAX_SAFE_INTEGER,
} as const;

/** The limits of every form, and what ends it early. */
export function receiveOptions(
  { config, diskFloor }: GatewayContext,
  signal: AbortSignal | undefined,
): Omit<ReceiveOptions, 'sink'> {
  return {
    maxFileBytes: config.MAX_FILE_BYTES,
    minBytesPerSecond: config.MIN_UPLOAD_BYTES_PER_SECOND,
    rateWindowMs: config.UPLOAD_RATE_WINDOW_MS,
    diskFloor,
    signal,
  };
}

/**
 * Reads a multipart form whose files go straight to the sink, one after the other, fields before or after them. Nothing is held in
 * memory but fields. A body that is no form gives no
 * files. Throws a coded error for a form with more than one source, one target and one ruleset.
 */
export async function receiveUpload(request: FastifyRequest, options: ReceiveOptions): Promise<ReceivedUpload> {
  if (!request.isMultipart()) return { fields: createFieldCollector().fields(), files: {} };
  const ending = new AbortController();
  const signal = options.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal]);
  const rate = { minBytesPerSecond: options.minBytesPerSecond, windowMs: options.rateWindowMs };
  const unwatch = watchRate(request.raw, rate, (error) => ending.abort(error));
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  try {
    return await Promise.race([receiveParts(request, options, signal), aborted]);
  } finally {
    unwatch();
  }
}

async function receiveParts(
  request: FastifyRequest,
  options: ReceiveOptions,
  signal: AbortSignal,
): Promise<ReceivedUpload> {
  const fields = createFieldCollector();
  const files: Partial<Record<Side, ReceivedFile>> = {};
  for await (const part of request.parts()) {
    signal.throwIfAborted();
    if (part.type === 'field') {
      fields.add(part.fieldname, String(part.value), part.valueTruncated);
    } else if (part.fieldname === 'ruleset') {
      fields.add('ruleset', await readRuleset(part.file), false);
    } else if (isSide(part.fieldname)) {
      const side = part.fieldname;
      if (files[side] !== undefined) {
        throw new ReconcylError('RECON_UPLOAD_INVALID', `The file ${side} was sent twice.`);
      }
      const meter = { side, maxBytes: options.maxFileBytes, diskFloor: options.diskFloor, signal };
      const stored = await metered(part.file, meter, (body) => options.sink(side, body));
      // A form whose file field was left empty sends a part without name and bytes.
      const isLeftEmpty = stored.sizeBytes === 0 && (part.filename ?? '') === '';
      if (!isLeftEmpty) files[side] = { ...stored, fileName: displayName(part.filename, `${side}.csv`) };
    } else {
      throw new ReconcylError('RECON_UPLOAD_INVALID', 'It holds a file beside source, target and ruleset.');
    }
  }
  return { fields: fields.fields(), files };
}

const isSide = (name: string): name is Side => (sides as readonly string[]).includes(name);

async function readRuleset(file: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > multipartLimits.fieldSize) throw new ReconcylError('RECON_RULESET_TOO_LARGE');
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
}
