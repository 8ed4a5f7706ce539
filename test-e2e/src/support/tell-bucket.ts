import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary, type S3Server } from '@reconcyl/testing/servers';
import { root } from './reconcyl.ts';

/** The environment of deploy/minio/notify.env, for a NATS and a folder of a test. */
export async function notifyEnv(natsAddress: string, queueFolder: string): Promise<Record<string, string>> {
  const text = await readFile(join(root, 'deploy/minio/notify.env'), 'utf8');
  const lines = text.split('\n').filter((line) => /^[A-Z]/.test(line));
  const given = lines.map((line): [string, string] => {
    const [name = '', value = ''] = line.split('=');
    if (name.includes('_ADDRESS_')) return [name, natsAddress];
    return [name, name.includes('_QUEUE_DIR_') ? queueFolder : value];
  });
  // This NATS has no users.
  return Object.fromEntries(given.filter(([name]) => !/_(USERNAME|PASSWORD)_/.test(name)));
}

/** What deploy/minio/setup.sh does beside users and rights: the bucket is to tell what comes into the inbox. */
export async function tellOfInbox(minio: S3Server, bucket: string): Promise<void> {
  const { host } = new URL(minio.url);
  const env = { HOME: minio.dataDir, MC_HOST_store: `http://${minio.accessKey}:${minio.secretKey}@${host}` };
  for (const target of ['INBOXFAST', 'INBOXKEPT']) {
    const arn = `arn:minio:sqs:${minio.region}:${target}:nats`;
    const args = ['--config-dir', join(minio.dataDir, '..', 'mc'), 'event', 'add', '--event', 'put'];
    await promisify(execFile)(findBinary('mc'), [...args, '--prefix', 'inbox/', `store/${bucket}`, arn], { env });
  }
}
