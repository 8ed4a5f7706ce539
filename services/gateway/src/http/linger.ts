import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** How long a client that was refused may go on sending before the connection is closed on it. */
const lingerMs = 10_000;

/**
 * A body for an answer that is given before the request was read to its end. The answer goes out at once; the rest of the
 * request is read and thrown away for a while, because closing with unread bytes resets the connection, and a client that
 * sends first and reads afterwards would see the reset instead of the reason.
 */
export function answerThenLinger(answer: Buffer, request: IncomingMessage): Readable {
  async function* body() {
    yield answer;
    await discard(request);
  }
  return Readable.from(body(), { objectMode: false });
}

/** Whether bytes of the request's body may still be unread. */
export function hasUnreadBody(request: IncomingMessage): boolean {
  const { headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody && !request.readableEnded;
}

function discard(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (request.readableEnded || request.destroyed) return resolve();
    const timer = setTimeout(finish, lingerMs);
    function finish() {
      clearTimeout(timer);
      request.off('end', finish).off('close', finish).off('error', finish);
      resolve();
    }
    request.on('end', finish).on('close', finish).on('error', finish);
    request.unpipe();
    request.resume();
  });
}
