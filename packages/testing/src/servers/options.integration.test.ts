import { randomUUID } from 'node:crypto';
import { connect } from '@nats-io/transport-node';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { anyNats, anyRedis, anyS3 } from './any-server.ts';
import { freePorts } from './free-ports.ts';
import { startNats } from './nats.ts';
import { startRedis } from './redis.ts';
import type { RunningServer } from './running-server.ts';

describe('the options of a server', () => {
  const servers: Pick<RunningServer, 'remove'>[] = [];
  const kept = <Server extends Pick<RunningServer, 'remove'>>(server: Server): Server => {
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    vi.unstubAllEnvs();
    await Promise.all(servers.splice(0).map((server) => server.remove()));
  });

  it('are further lines of the configuration of NATS', async () => {
    const config = 'authorization { user: reader, password: word }\nmax_payload: 4KB';
    const { url, monitorUrl, dataDir } = kept(await startNats({ config, jetstream: 'max_file_store: 1MB' }));
    await expect(connect({ servers: url, reconnect: false })).rejects.toThrow(/authorization/i);
    const connection = await connect({ servers: url, user: 'reader', pass: 'word' });
    expect(connection.info?.max_payload).toBe(4096);
    await connection.close();
    const { config: jetstream } = (await (await fetch(`${monitorUrl}/jsz`)).json()) as { config: object };
    expect(jetstream).toMatchObject({
      max_storage: 2 ** 20,
      sync_always: true,
      store_dir: expect.stringContaining(dataDir),
    });
    await expect(startNats({ config: 'jetstream { max_file_store: 1MB }' })).rejects.toThrow('say in `jetstream`');
  });

  it('are users and further lines of the configuration of Redis', async () => {
    const aclFile = 'user default off\nuser reader on >word ~status:* +@read +@connection +info';
    const { url } = kept(await startRedis({ aclFile, config: ['maxmemory 64mb', 'maxmemory-policy noeviction'] }));
    const redis = new Redis(url, { username: 'reader', password: 'word' });
    try {
      expect(await redis.get('status:1')).toBeNull();
      await expect(redis.get('other')).rejects.toThrow('NOPERM');
      expect(await redis.info('memory')).toContain('maxmemory:67108864');
    } finally {
      redis.disconnect();
    }
  });

  it('tell what is wrong with them by what the server said', async () => {
    await expect(startNats({ config: 'authorization {' })).rejects.toThrow(
      /nats ended instead of starting.*Parse error/s,
    );
    await expect(startRedis({ config: ['no-such-setting 1'] })).rejects.toThrow(/no-such-setting/);
  });

  it('may name a port, which is refused when it is taken', async () => {
    const ports = await freePorts(1);
    const redis = kept(await startRedis({}, { ports }));
    expect(redis.port).toBe(ports[0]);
    await expect(startRedis({}, { ports })).rejects.toThrow(`port ${ports[0]} is taken`);
  });

  it('are not asked where the environment names a server that any test may talk to', async () => {
    const url = `nats://${randomUUID()}:4222`;
    vi.stubEnv('TEST_NATS_URL', url);
    vi.stubEnv('TEST_REDIS_URL', '');
    vi.stubEnv('TEST_S3_URL', 'http://store:9000');
    await expect(anyS3()).rejects.toThrow('TEST_S3_ACCESS_KEY');
    vi.stubEnv('TEST_S3_ACCESS_KEY', 'key');
    vi.stubEnv('TEST_S3_SECRET_KEY', 'secret');

    expect(kept(await anyNats()).url).toBe(url);
    expect(kept(await anyRedis()).url).toMatch(/^redis:\/\/127\.0\.0\.1:/);
    expect(await anyS3()).toMatchObject({ url: 'http://store:9000', accessKey: 'key', secretKey: 'secret' });
  });
});
