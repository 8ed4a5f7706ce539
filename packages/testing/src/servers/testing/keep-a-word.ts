import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Redis } from 'ioredis';
import { Client } from 'minio';
import type { S3Server } from '../minio.ts';

/** Puts a word into a server, by a connection of its own, and reads it again: `undefined` where it is not there. */
export interface KeptWord {
  readonly put: (word: string) => Promise<void>;
  readonly get: () => Promise<string | undefined>;
}

export function natsWord(url: string): KeptWord {
  const connected = async <T>(work: (connection: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T> => {
    const connection = await connect({ servers: url, timeout: 2000 });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  };
  return {
    put: (word) =>
      connected(async (connection) => {
        const manager = await jetstreamManager(connection);
        await manager.streams.add({ name: 'words', subjects: ['words'] });
        await jetstream(connection).publish('words', word);
      }),
    get: () =>
      connected(async (connection) => {
        const manager = await jetstreamManager(connection);
        const streams = await manager.streams.list().next();
        if (streams.length === 0) return undefined;
        return (await manager.streams.getMessage('words', { last_by_subj: 'words' }))?.string();
      }),
  };
}

export function redisWord(url: string): KeptWord {
  const connected = async <T>(work: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, commandTimeout: 2000 });
    try {
      await redis.connect();
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  };
  return {
    put: (word) => connected(async (redis) => void (await redis.set('word', word))),
    get: () => connected(async (redis) => (await redis.get('word')) ?? undefined),
  };
}

export function s3Word({ host, port, ...server }: S3Server): KeptWord {
  const client = new Client({ endPoint: host, port, useSSL: false, ...server });
  return {
    async put(word) {
      await client.makeBucket('words', server.region);
      await client.putObject('words', 'word', word);
    },
    async get() {
      if (!(await client.bucketExists('words'))) return undefined;
      const chunks: Buffer[] = [];
      for await (const chunk of await client.getObject('words', 'word')) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString();
    },
  };
}
