import type { IncomingMessage } from 'node:http';
import { ReconcylError } from '@reconcyl/contracts';

/**
 * Calls `onTooSlow` when a client sends fewer than `minBytesPerSecond` over a whole window. Time in which we do not read, because
 * the store is the slower one, is not held against the client, nor is what comes after its last byte. Gives the function that ends
 * the watch.
 */
export function watchRate(
  request: IncomingMessage,
  options: { readonly minBytesPerSecond: number; readonly windowMs: number },
  onTooSlow: (error: ReconcylError) => void,
): () => void {
  if (options.minBytesPerSecond === 0) return () => undefined;
  const { socket } = request;
  const leastBytes = (options.minBytesPerSecond * options.windowMs) / 1000;
  let before = socket.bytesRead;
  const timer = setInterval(() => {
    const received = socket.bytesRead - before;
    before = socket.bytesRead;
    const waitsForUs = request.readableLength > 0;
    if (received >= leastBytes || waitsForUs || request.complete) return;
    const detail = `It came slower than ${options.minBytesPerSecond} bytes a second.`;
    onTooSlow(new ReconcylError('RECON_UPLOAD_CUT_OFF', detail));
  }, options.windowMs);
  timer.unref();
  return () => clearInterval(timer);
}
