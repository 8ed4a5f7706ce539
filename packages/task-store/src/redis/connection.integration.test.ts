import { type RedisServer, startRedis } from '@reconcyl/testing/servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts';

const away = { code: 'RECON_UNAVAILABLE' };
const minute = 60_000;
let server: RedisServer;
let opened: Connection[];

beforeEach(async () => {
  server = await startRedis();
  opened = [];
});
afterEach(async () => {
  for (const connection of opened) connection.close();
  await server.remove();
});

function open(options: Partial<ConnectionOptions>): Connection {
  const connection = openConnection({ url: server.url, ...options });
  opened.push(connection);
  return connection;
}

describe('a request', () => {
  it('waits for a server that is there within the first moment', async () => {
    await server.kill();
    const waiting = open({ waitMs: minute }).use((redis) => redis.set('a', '1'));
    await server.start();
    expect(await waiting).toBe('OK');
  });

  it('is let go when the connection is closed while it waits', async () => {
    await server.kill();
    // Longer than this test may take.
    const connection = open({ waitMs: 60 * minute });
    const waiting = expect(connection.use((redis) => redis.get('a'))).rejects.toMatchObject(away);
    connection.close();
    await waiting;
  });

  it('is refused when the connection breaks under it, and not sent again: it may have been done', async () => {
    const connection = open({ waitMs: minute, answerMs: minute });
    await connection.use((redis) => redis.set('n', '1'));
    server.freeze();
    const underWay = expect(connection.use((redis) => redis.incr('n'))).rejects.toMatchObject(away);
    await server.kill();
    await underWay;
    await server.start();
    expect(['1', '2']).toContain(await connection.use((redis) => redis.get('n')));
  });

  it('calls back each time that the connection stands', async () => {
    const connection = open({ waitMs: minute });
    let times = 0;
    connection.onReady(() => {
      times += 1;
    });
    await connection.use((redis) => redis.get('a'));
    expect(times).toBe(1);
    await server.kill();
    await server.start();
    const get = () => connection.use((redis) => redis.get('a'));
    await get().catch(get);
    expect(times).toBe(2);
  });
});
