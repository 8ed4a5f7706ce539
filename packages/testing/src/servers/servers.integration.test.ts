import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMinio } from './minio.ts';
import { startNats } from './nats.ts';
import { startRedis } from './redis.ts';
import type { RunningServer } from './running-server.ts';
import { startSeaweed } from './seaweed.ts';
import { answersWithin } from './testing/answers-within.ts';
import { isListened } from './testing/is-listened.ts';
import { type KeptWord, natsWord, redisWord, s3Word } from './testing/keep-a-word.ts';

const kinds: { name: string; open: () => Promise<{ server: RunningServer; word: KeptWord }> }[] = [
  {
    name: 'NATS',
    async open() {
      const server = await startNats();
      return { server, word: natsWord(server.url) };
    },
  },
  {
    name: 'Redis',
    async open() {
      const server = await startRedis();
      return { server, word: redisWord(server.url) };
    },
  },
  {
    name: 'MinIO',
    async open() {
      const server = await startMinio();
      return { server, word: s3Word(server) };
    },
  },
  {
    name: 'SeaweedFS',
    async open() {
      const server = await startSeaweed();
      return { server, word: s3Word(server) };
    },
  },
];

describe.each(kinds)('a server of a test: $name', ({ open }) => {
  let server: RunningServer;
  let word: KeptWord;

  beforeAll(async () => {
    ({ server, word } = await open());
    await word.put('kept');
  });
  afterAll(() => server.remove());

  it('comes back with its data after a crash, on the same port', async () => {
    const before = server.pid;
    await server.kill();
    expect(server.isRunning()).toBe(false);
    expect(await isListened(server.port)).toBe(false);
    await server.start();
    expect(server.pid).not.toBe(before);
    expect(await word.get()).toBe('kept');
  });

  it('comes back with its data after it was stopped', async () => {
    await server.stop();
    expect(await isListened(server.port)).toBe(false);
    await server.start();
    expect(await word.get()).toBe('kept');
  });

  it('answers nothing while it is frozen, and again once it is thawed', async () => {
    server.freeze();
    expect(await answersWithin(500, word.get())).toBe(false);
    server.thaw();
    expect(await word.get()).toBe('kept');
  });

  it('can be killed while it is frozen', async () => {
    server.freeze();
    await server.kill();
    await server.start();
    expect(await word.get()).toBe('kept');
  });

  it('has lost everything when its disk was cleared, which takes that it does not run', async () => {
    await expect(server.clear()).rejects.toThrow('stop it before');
    await server.kill();
    await server.clear();
    await server.start();
    expect(await word.get()).toBeUndefined();
  });

  it('leaves nothing behind when it is removed, be it twice', async () => {
    await server.remove();
    await server.remove();
    expect(await isListened(server.port)).toBe(false);
    expect(existsSync(dirname(server.dataDir))).toBe(false);
    await expect(server.start()).rejects.toThrow('was removed');
  });
});
