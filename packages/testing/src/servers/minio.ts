import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answers } from './answers.ts';
import type { Certificates } from './certificates.ts';
import type { RunningServer } from './running-server.ts';
import { type StartOptions, startServer } from './start-server.ts';

export interface MinioOptions {
  /** Further settings of the server, as the notifications of a bucket need them. */
  readonly env?: Readonly<Record<string, string>>;
  readonly tls?: Certificates;
}

/** A server that speaks S3. */
export interface S3Server extends RunningServer {
  /** http://127.0.0.1:port, https:// with certificates. */
  readonly url: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

export async function startMinio(options: MinioOptions = {}, start: StartOptions = {}): Promise<S3Server> {
  const { tls } = options;
  const credentials = { region: 'us-east-1', accessKey: 'reconcyl', secretKey: 'reconcyl-secret' };
  const scheme = tls === undefined ? 'http' : 'https';
  const server = await startServer(
    {
      name: 'minio',
      binary: 'minio',
      ports: 1,
      async prepare({ host, ports: [port], folder, dataDir }) {
        const certificates = join(folder, 'certificates');
        await mkdir(join(certificates, 'CAs'), { recursive: true });
        if (tls !== undefined) {
          await copyFile(tls.certFile, join(certificates, 'public.crt'));
          await copyFile(tls.keyFile, join(certificates, 'private.key'));
        }
        return {
          args: ['server', '--address', `${host}:${port}`, '--certs-dir', certificates, dataDir],
          env: {
            MINIO_ROOT_USER: credentials.accessKey,
            MINIO_ROOT_PASSWORD: credentials.secretKey,
            MINIO_REGION: credentials.region,
            MINIO_BROWSER: 'off',
            MINIO_UPDATE: 'off',
            ...options.env,
          },
        };
      },
      saysReady: /^API: /m,
      // With a certificate of our own authority: what it printed must do.
      ...(tls === undefined && {
        isReady: ({ host, ports }) => answers(`http://${host}:${ports[0]}/minio/health/ready`),
      }),
    },
    start,
  );
  return Object.assign(server, { url: `${scheme}://${server.host}:${server.port}`, ...credentials });
}
