import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from './certificates.ts';
import { startMinio } from './minio.ts';
import { startNats } from './nats.ts';
import { startRedis } from './redis.ts';
import type { RunningServer } from './running-server.ts';

describe('a server with certificates', () => {
  let folder: string;
  let tls: Certificates;
  let ca: string;
  const servers: RunningServer[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-certificates-'));
    tls = await makeCertificates(folder);
    ca = await readFile(tls.caFile, 'utf8');
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.remove()));
    await rm(folder, { recursive: true });
  });
  const kept = <Server extends RunningServer>(server: Server): Server => {
    servers.push(server);
    return server;
  };

  it('lets in who trusts the authority, and nobody else: NATS', async () => {
    const { url, host } = kept(await startNats({ tls }));
    const asksFor = async (server: string, options: object) => {
      const connection = await connect({ servers: server, tls: options, reconnect: false });
      const round = await connection.rtt();
      await connection.close();
      return round;
    };
    expect(await asksFor(url, { ca })).toBeGreaterThanOrEqual(0);
    expect(await asksFor(url.replace(host, 'localhost'), { ca })).toBeGreaterThanOrEqual(0);
    await expect(asksFor(url, {})).rejects.toThrow();
  });

  it('lets in who trusts the authority, and nobody else: Redis', async () => {
    const { url } = kept(await startRedis({ tls }));
    const pings = async (options: object) => {
      const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, tls: options });
      redis.on('error', () => undefined);
      try {
        await redis.connect();
        return await redis.ping();
      } finally {
        redis.disconnect();
      }
    };
    expect(await pings({ ca })).toBe('PONG');
    await expect(pings({})).rejects.toThrow();
  });

  it('lets in who trusts the authority, and nobody else: MinIO', async () => {
    const { url } = kept(await startMinio({ tls }));
    const status = async (options: object) => {
      const request = get(`${url}/minio/health/live`, { ...options, agent: false });
      const [response] = await once(request, 'response');
      response.resume();
      return response.statusCode;
    };
    expect(await status({ ca })).toBe(200);
    await expect(status({})).rejects.toThrow('certificate');
  });
});
