import { pipeline, type Readable, Transform } from 'node:stream';
import { ReconcylError, type Side } from '@reconcyl/contracts';
import type { DiskFloor } from './disk-floor.ts';

export interface MeterOptions {
  readonly side: Side;
  readonly maxBytes: number;
  readonly diskFloor: DiskFloor;
  /** Aborted with the reason when the upload must end. */
  readonly signal: AbortSignal;
}

/** How many bytes pass between two looks at the free space. */
const diskCheckBytes = 64 * 1024 ** 2;

/**
 * Hands a part's bytes on to a consumer with back pressure, within the limits, and gives what the consumer gives. When the part
 * breaks off, that is the error that is thrown, not the broken stream that the consumer saw.
 */
export async function metered<T>(
  part: Readable,
  options: MeterOptions,
  consume: (body: Readable) => Promise<T>,
): Promise<T> {
  const meter = createMeter(options);
  // A small part is through before its consumer begins to read: an end that comes then finds nobody who listens, and would end the
  // process. The consumer hears of it when it reads.
  meter.on('error', () => undefined);
  let broken: unknown;
  const ended = new Promise<void>((resolve) => {
    pipeline(part, meter, (error) => {
      broken = error ?? undefined;
      resolve();
    });
  });
  const onAbort = () => meter.destroy(options.signal.reason);
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    options.signal.throwIfAborted();
    return await consume(meter);
  } catch (error) {
    meter.destroy();
    await ended;
    throw isPrematureClose(broken) ? error : broken;
  } finally {
    options.signal.removeEventListener('abort', onAbort);
  }
}

function createMeter({ side, maxBytes, diskFloor }: MeterOptions): Transform {
  let bytes = 0;
  let nextDiskCheck = diskCheckBytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        done(new ReconcylError('RECON_FILE_TOO_LARGE', `The ${side} file has more than ${maxBytes} bytes.`));
      } else if (bytes >= nextDiskCheck) {
        nextDiskCheck += diskCheckBytes;
        diskFloor.check(0).then(() => done(null, chunk), done);
      } else {
        done(null, chunk);
      }
    },
  });
}

/** The consumer gave up first: its own error says why. */
function isPrematureClose(error: unknown): boolean {
  return (
    error === undefined || (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  );
}
