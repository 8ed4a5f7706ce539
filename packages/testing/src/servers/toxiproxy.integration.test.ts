import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answersWithin } from './testing/answers-within.ts';
import { type FaultyProxy, startToxiproxy, type Toxiproxy } from './toxiproxy.ts';

describe('a faulty proxy', () => {
  let toxiproxy: Toxiproxy;
  let proxy: FaultyProxy;
  let echo: Server;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    toxiproxy = await startToxiproxy();
    echo = createServer((socket) => void socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
  });
  beforeEach(async () => {
    const { address, port } = echo.address() as AddressInfo;
    proxy = await toxiproxy.proxy({ upstream: { host: address, port } });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await proxy.remove();
  });
  afterAll(async () => {
    echo.close();
    await toxiproxy.remove();
  });

  /** Sends a word and resolves with what came back; rejects as the connection does. */
  async function say(word: string, socket?: Socket): Promise<string> {
    const connection = socket ?? (await open());
    connection.write(word);
    const [answer] = (await Promise.race([
      once(connection, 'data'),
      once(connection, 'close').then(() => Promise.reject(new Error('closed'))),
    ])) as [Buffer];
    return answer.toString();
  }

  async function open(): Promise<Socket> {
    const socket = connect(proxy.port, proxy.host);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  it('passes everything on while it is healthy, at the address that it gives to a url', async () => {
    expect(await say('hello')).toBe('hello');
    expect(proxy.through('redis://user:word@server:6379/2')).toBe(`redis://user:word@127.0.0.1:${proxy.port}/2`);
    expect(proxy.through('http://server:9000')).toBe(`http://127.0.0.1:${proxy.port}`);
    expect(proxy.through('https://server/path')).toBe(`https://127.0.0.1:${proxy.port}/path`);
  });

  it('delays answers', async () => {
    await proxy.latency({ ms: 300 });
    const begun = performance.now();
    expect(await say('slow')).toBe('slow');
    expect(performance.now() - begun).toBeGreaterThan(290);
  });

  it('ends connections and refuses new ones while it is down', async () => {
    const socket = await open();
    expect(await say('up', socket)).toBe('up');
    const closed = once(socket, 'close');
    await proxy.down();
    await closed;
    await expect(open()).rejects.toThrow('ECONNREFUSED');
    await proxy.heal();
    expect(await say('up again')).toBe('up again');
  });

  it('resets new connections, and closes open ones', async () => {
    const before = await open();
    expect(await say('up', before)).toBe('up');
    await proxy.reset();
    await expect(say('lost', before)).rejects.toThrow('closed');
    await expect(say('lost')).rejects.toThrow('ECONNRESET');
    await proxy.heal();
    expect(await say('up again')).toBe('up again');
  });

  it('swallows answers in silence', async () => {
    const socket = await open();
    await proxy.silence();
    expect(await answersWithin(300, say('nobody hears', socket))).toBe(false);
    await proxy.heal();
    expect(await say('somebody hears')).toBe('somebody hears');
  });

  it('breaks off in the middle of an answer', async () => {
    await proxy.cutAfter({ bytes: 3 });
    const socket = await open();
    expect(await say('abcdef', socket)).toBe('abc');
  });

  it('is slow', async () => {
    await proxy.bandwidth({ kilobytesPerSecond: 10 });
    const begun = performance.now();
    await say('x'.repeat(5000));
    expect(performance.now() - begun).toBeGreaterThan(100);
  });
});
