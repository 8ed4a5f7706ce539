import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answers } from './answers.ts';
import type { Certificates } from './certificates.ts';
import type { RunningServer } from './running-server.ts';
import { type StartOptions, startServer } from './start-server.ts';

export interface NatsOptions {
  /** Further lines of nats.conf: users, permissions, limits of the whole server. */
  readonly config?: string;
  /** Further lines of its block `jetstream`: limits of storage. */
  readonly jetstream?: string;
  readonly tls?: Certificates;
}

export interface NatsServer extends RunningServer {
  /** nats://127.0.0.1:port, tls:// with certificates. */
  readonly url: string;
  /** Where it tells of itself: /healthz, /jsz, /connz. */
  readonly monitorUrl: string;
}

/** NATS with JetStream, which writes every message to the disk before it acknowledges it. */
export async function startNats(options: NatsOptions = {}, start: StartOptions = {}): Promise<NatsServer> {
  // A second block would take the place of the first, and the data would lie elsewhere.
  if (/^\s*jetstream\b/m.test(options.config ?? '')) throw new Error('say in `jetstream` what belongs to JetStream');
  const server = await startServer(
    {
      name: 'nats',
      binary: 'nats-server',
      ports: 2,
      async prepare({ host, ports: [port, monitorPort], folder, dataDir }) {
        const file = join(folder, 'nats.conf');
        const lines = [
          `listen: "${host}:${port}"`,
          `http: "${host}:${monitorPort}"`,
          'jetstream {',
          `  store_dir: ${JSON.stringify(dataDir)}`,
          '  sync_interval: always',
          options.jetstream ?? '',
          '}',
          ...tlsLines(options.tls),
          options.config ?? '',
        ];
        await writeFile(file, `${lines.join('\n')}\n`);
        return { args: ['--config', file] };
      },
      saysReady: /Server is ready/,
      isReady: ({ host, ports }) => answers(`http://${host}:${ports[1]}/healthz`),
    },
    start,
  );
  return Object.assign(server, {
    url: `${options.tls === undefined ? 'nats' : 'tls'}://${server.host}:${server.port}`,
    monitorUrl: `http://${server.host}:${server.ports[1]}`,
  });
}

function tlsLines(tls: Certificates | undefined): string[] {
  if (tls === undefined) return [];
  return ['tls {', `  cert_file: ${JSON.stringify(tls.certFile)}`, `  key_file: ${JSON.stringify(tls.keyFile)}`, '}'];
}
