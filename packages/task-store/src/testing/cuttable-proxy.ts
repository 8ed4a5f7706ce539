import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CuttableProxy {
  readonly port: number;
  /** Breaks all connections and refuses new ones, until `mend`. */
  readonly cut: () => void;
  /** Keeps the connections that there are and passes nothing on through them; new ones pass. */
  readonly stall: () => void;
  readonly mend: () => void;
  readonly close: () => Promise<void>;
}

/** Stands between a client and a server of this machine, so that one of many clients loses its way. */
export async function createCuttableProxy(serverPort: number): Promise<CuttableProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  const listener = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const server = connect(serverPort, '127.0.0.1');
    const pair = [client, server] as const;
    pairs.add(pair);
    client.pipe(server).pipe(client);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const destroyAll = () => {
    for (const [client] of pairs) client.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      destroyAll();
    },
    stall: () => {
      for (const [client, server] of pairs) {
        client.unpipe(server).pause();
        server.unpipe(client).pause();
      }
    },
    mend: () => {
      isCut = false;
    },
    close: async () => {
      destroyAll();
      listener.close();
      await once(listener, 'close');
    },
  };
}
