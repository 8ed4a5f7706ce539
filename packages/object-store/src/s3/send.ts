import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { NoAnswerError } from './errors.ts';

/** Smaller bodies are sent at once. */
const askFirstFromBytes = 256 * 1024;
/** How long an answer to `Expect: 100-continue` is waited for: some servers never give it. */
const askForMs = 1000;

export interface SendLimits {
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

/**
 * Sends one signed request and gives the answer as soon as its headers are there; its body is to be read or destroyed. Rejects with
 * NoAnswerError, or with the reason of the signal.
 *
 * With a large body the server is asked first whether it wants it: one that refuses without reading closes the connection, and
 * then its answer is lost among what was sent into it.
 */
export function send(
  options: RequestOptions,
  body: Uint8Array | undefined,
  { connectTimeoutMs, idleTimeoutMs }: SendLimits,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const asksFirst = body !== undefined && body.length >= askFirstFromBytes;
    const isSecure = options.protocol === 'https:';
    const request = (isSecure ? https : http).request({
      ...options,
      // After the signature: proxies on the way may take this one away.
      ...(asksFirst ? { headers: { ...options.headers, expect: '100-continue' } } : {}),
    });
    let isConnected = false;
    let connecting: NodeJS.Timeout | undefined;
    let asking: NodeJS.Timeout | undefined;

    function abort(): void {
      request.destroy(new Error('aborted'));
    }
    function settled(): void {
      clearTimeout(connecting);
      clearTimeout(asking);
      signal?.removeEventListener('abort', abort);
    }
    function sendBody(): void {
      if (!request.writableEnded && !request.destroyed) request.end(body);
    }

    function connected(): void {
      isConnected = true;
      clearTimeout(connecting);
      if (asksFirst) asking = setTimeout(sendBody, askForMs);
    }

    signal?.addEventListener('abort', abort, { once: true });
    request.once('socket', (socket) => {
      if (!socket.connecting) return connected();
      connecting = setTimeout(() => request.destroy(new Error('No connection in time.')), connectTimeoutMs);
      socket.once(isSecure ? 'secureConnect' : 'connect', connected);
    });
    request.setTimeout(idleTimeoutMs, () => request.destroy(new Error('No answer in time.')));
    request.once('response', (response) => {
      settled();
      request.setTimeout(0);
      // The server did not want the body. Nothing else can be sent over this connection.
      if (!request.writableEnded) response.once('close', () => request.destroy());
      resolve(response);
    });
    // Not only once: a connection that breaks during the answer is told here, too.
    request.on('error', (cause) => {
      settled();
      reject(signal?.aborted ? signal.reason : new NoAnswerError(cause, isConnected));
    });
    if (asksFirst) {
      request.once('continue', sendBody);
      request.flushHeaders();
    } else {
      sendBody();
    }
  });
}
