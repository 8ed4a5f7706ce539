import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answers } from './answers.ts';
import type { S3Server } from './minio.ts';
import { type StartOptions, startServer } from './start-server.ts';

/** SeaweedFS with its S3 gateway: a second implementation of S3, to tell what S3 promises from what one server does. */
export async function startSeaweed(start: StartOptions = {}): Promise<S3Server> {
  const credentials = { region: 'us-east-1', accessKey: 'reconcyl', secretKey: 'reconcyl-secret' };
  const { accessKey, secretKey } = credentials;
  const server = await startServer(
    {
      name: 'seaweed',
      binary: 'weed',
      ports: 8,
      async prepare({ host, ports, folder, dataDir }) {
        const identities = join(folder, 'identities.json');
        const actions = ['Admin', 'Read', 'Write', 'List', 'Tagging'];
        const identity = { name: accessKey, credentials: [{ accessKey, secretKey }], actions };
        await writeFile(identities, JSON.stringify({ identities: [identity] }));
        const names = ['s3', 's3.grpc', 'master', 'master.grpc', 'volume', 'volume.grpc', 'filer', 'filer.grpc'];
        const portFlags = names.map((name, at) => `-${name.replace(/(\.grpc)?$/, '.port$1')}=${ports[at]}`);
        return {
          args: [
            '-logtostderr',
            'server',
            `-ip=${host}`,
            `-ip.bind=${host}`,
            `-dir=${dataDir}`,
            '-s3',
            `-s3.config=${identities}`,
            '-s3.autoCreateBucket=false',
            ...portFlags,
            // What would listen on a port, or be written, where nobody looks.
            '-s3.port.iceberg=0',
            '-s3.port.lance=0',
            `-s3.localSocket=${join(folder, 's3.sock')}`,
            `-filer.localSocket=${join(folder, 'filer.sock')}`,
            '-master.telemetry=false',
            // Small volumes, as many as a test fills, on a disk that may be nearly full.
            '-master.volumeSizeLimitMB=64',
            '-volume.max=200',
            '-volume.minFreeSpace=0',
            // It is alone: after a crash it need not wait 10 s for others to elect it, nor tell them that it stops. Yet its filer
            // takes 10 s to stop when anybody is connected.
            '-master.electionTimeout=1s',
            '-volume.preStopSeconds=0',
          ],
        };
      },
      saysReady: /Start Seaweed S3 API Server/,
      isReady: ({ host, ports }) => answers(`http://${host}:${ports[0]}/healthz`),
      leavesBehind: ({ ports }) =>
        ['s3', 'master', 'volume', 'filer'].map((name, at) => `/tmp/seaweedfs-${name}-grpc-${ports[2 * at + 1]}.sock`),
    },
    start,
  );
  return Object.assign(server, { url: `http://${server.host}:${server.port}`, ...credentials });
}
