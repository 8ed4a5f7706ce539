import { once } from 'node:events';
import http, { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

export interface LossyProxy {
  readonly url: string;
  /** The next requests of which this holds are carried out, and their answers lost, so many times. */
  readonly loseAnswers: (times: number, of: (request: IncomingMessage) => boolean) => void;
  /** Changes one byte of the next bodies that are sent, so many times. */
  readonly damageBodies: (times: number) => void;
  readonly lost: () => number;
  readonly close: () => Promise<void>;
}

/** A way to a store on which what the store did cannot be told from what it did not. */
export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const { hostname, port } = new URL(target);
  let losing: { left: number; of: (request: IncomingMessage) => boolean } = { left: 0, of: () => false };
  let damaging = 0;
  let lost = 0;
  const server = createServer(async (request, response) => {
    try {
      const { method, url, headers } = request;
      const isDamaged = damaging > 0 && method === 'PUT';
      if (isDamaged) damaging -= 1;
      // The host that was signed stays.
      const { expect: _, ...passed } = headers;
      const onward = http.request({ hostname, port, method, path: url, headers: passed });
      const answered = once(onward, 'response') as Promise<[IncomingMessage]>;
      await pipeline(request, isDamaged ? damage : (chunks) => chunks, onward);
      const [answer] = await answered;
      if (losing.left > 0 && losing.of(request)) {
        losing.left -= 1;
        lost += 1;
        for await (const _chunk of answer);
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      await pipeline(answer, response);
    } catch {
      request.socket.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseAnswers(times, of) {
      losing = { left: times, of };
    },
    damageBodies(times) {
      damaging = times;
    },
    lost: () => lost,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function* damage(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst) chunk[0] = (chunk[0] ?? 0) ^ 1;
    isFirst = false;
    yield chunk;
  }
}
