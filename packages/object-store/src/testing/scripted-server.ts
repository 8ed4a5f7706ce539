import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What a test says instead of a store. A request whose body is not asked for is answered before it is read. */
export type Scripted = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface ScriptedServer {
  readonly url: string;
  /** Method and path of each request, in their order. */
  readonly requests: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** A server of this process that gives one scripted answer after the other, the last one again and again. */
export async function startScripted(...script: readonly Scripted[]): Promise<ScriptedServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const say = script[Math.min(requests.length, script.length - 1)];
    requests.push(`${request.method} ${request.url}`);
    say?.(request, response);
  });
  // As a store does that wants every body; a script that does not want it sets another listener.
  server.on('checkContinue', (request, response) => {
    if (script[Math.min(requests.length, script.length - 1)] !== refuseUnread) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Reads the request to its end and answers it. */
export function say(status: number, headers: Record<string, string> = {}, text = ''): Scripted {
  return async (request, response) => {
    await buffer(request).catch(() => undefined);
    response.writeHead(status, { 'x-amz-request-id': '1', ...headers }).end(text);
  };
}

/** Refuses as S3 does. */
export function refuse(status: number, code: string): Scripted {
  return say(status, {}, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`);
}

/** Reads the request, which so may have been carried out, and breaks the connection. */
export const breakOff: Scripted = async (request) => {
  await buffer(request).catch(() => undefined);
  request.socket.destroy();
};

/**
 * Says no without a look at the body, and closes the connection, as servers do that check a condition first. Of who sends the body
 * unasked the answer is lost.
 */
export const refuseUnread: Scripted = (request, response): void => {
  if (request.headers.expect === undefined) return void request.socket.destroy();
  response.writeHead(412, { connection: 'close', 'x-amz-request-id': '1' });
  response.end('<Error><Code>PreconditionFailed</Code></Error>');
};

/** Takes the request and never answers. */
export const keepSilent: Scripted = (request) => void request.resume();
