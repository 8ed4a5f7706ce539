import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports that this process gave away: one that belongs to a killed server is free, and still not to be given to another. */
const given = new Set<number>();

/**
 * Ports of 127.0.0.1 that nobody listens on. They lie under the range that systems take outgoing connections from (from 32768 on
 * Linux), so that no client sits on the port of a server that is killed and wants it back.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(10_240, 32_768);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
