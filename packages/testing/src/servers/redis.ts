import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificates } from './certificates.ts';
import type { RunningServer } from './running-server.ts';
import { type StartOptions, startServer } from './start-server.ts';

export interface RedisOptions {
  /** Further lines of redis.conf. */
  readonly config?: readonly string[];
  /** Text of an ACL file. */
  readonly aclFile?: string;
  readonly tls?: Certificates;
}

export interface RedisServer extends RunningServer {
  /** redis://127.0.0.1:port, rediss:// with certificates. */
  readonly url: string;
}

/** Redis with an append-only file, as one that must not forget is run. */
export async function startRedis(options: RedisOptions = {}, start: StartOptions = {}): Promise<RedisServer> {
  const { tls } = options;
  const server = await startServer(
    {
      name: 'redis',
      binary: 'redis-server',
      ports: 1,
      async prepare({ host, ports: [port], folder, dataDir }) {
        const lines = [
          `bind ${host}`,
          ...(tls === undefined ? [`port ${port}`] : tlsLines(tls, port)),
          `dir "${dataDir}"`,
          'appendonly yes',
          'save ""',
        ];
        if (options.aclFile !== undefined) {
          const file = join(folder, 'users.acl');
          await writeFile(file, `${options.aclFile.trim()}\n`);
          lines.push(`aclfile "${file}"`);
        }
        const file = join(folder, 'redis.conf');
        await writeFile(file, `${[...lines, ...(options.config ?? [])].join('\n')}\n`);
        return { args: [file] };
      },
      saysReady: /Ready to accept connections/,
    },
    start,
  );
  return Object.assign(server, { url: `${tls === undefined ? 'redis' : 'rediss'}://${server.host}:${server.port}` });
}

function tlsLines(tls: Certificates, port: number | undefined): string[] {
  return [
    'port 0',
    `tls-port ${port}`,
    `tls-cert-file "${tls.certFile}"`,
    `tls-key-file "${tls.keyFile}"`,
    `tls-ca-cert-file "${tls.caFile}"`,
    'tls-auth-clients no',
  ];
}
