import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { findBinary } from '@reconcyl/testing/servers';
import { type RootContent, which } from './root-folder.ts';

export interface LocalImage {
  /** What the deployment calls it, without the tag. */
  readonly repository: string;
  readonly content: () => RootContent;
  /** Instructions of a Dockerfile. */
  readonly changes: readonly string[];
}

const output = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' }).trim();
const path = 'ENV PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin';
const asUser = ['USER 1000:1000', 'WORKDIR /'];

/** The images by their names on the command line. */
export const localImages: Readonly<Record<string, LocalImage>> = {
  node: {
    repository: 'node',
    content: () => ({
      programs: { [process.execPath]: '/usr/local/bin/node' },
      folders: { [join(realpathSync(which('npm')), '../..')]: '/usr/local/lib/node_modules/npm' },
      links: { '/usr/local/bin/npm': '../lib/node_modules/npm/bin/npm-cli.js' },
    }),
    changes: [path, 'CMD ["node"]'],
  },
  nats: {
    repository: 'nats',
    content: () => ({ programs: { [findBinary('nats-server')]: '/usr/local/bin/nats-server' } }),
    changes: [path, 'ENTRYPOINT ["nats-server"]'],
  },
  redis: {
    repository: 'redis',
    content: () => ({
      programs: {
        [findBinary('redis-server')]: '/usr/local/bin/redis-server',
        [which('redis-cli')]: '/usr/local/bin/redis-cli',
      },
    }),
    changes: [path, 'WORKDIR /data', 'CMD ["redis-server"]'],
  },
  alpine: { repository: 'alpine', content: () => ({}), changes: [path, 'CMD ["/bin/sh"]'] },
  golang: {
    repository: 'golang',
    content: () => ({ folders: { [output('go', 'env', 'GOROOT')]: '/usr/local/go' } }),
    changes: ['ENV PATH=/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin:/sbin', 'ENV GOPATH=/go', 'WORKDIR /go'],
  },
  minio: {
    repository: 'reconcyl/minio',
    content: () => ({ programs: { [findBinary('minio')]: '/usr/local/bin/minio' } }),
    changes: [path, ...asUser, 'ENTRYPOINT ["minio"]', 'CMD ["server", "/data"]'],
  },
  'minio-setup': {
    repository: 'reconcyl/minio-setup',
    content: () => ({ programs: { [findBinary('mc')]: '/usr/local/bin/mc' } }),
    changes: [path, ...asUser, 'ENTRYPOINT ["sh"]'],
  },
};
