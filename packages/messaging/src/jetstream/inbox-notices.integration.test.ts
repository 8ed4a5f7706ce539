import { readFile } from 'node:fs/promises';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { type NatsServer, startNats } from '@reconcyl/testing/servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../testing/contract/helpers.ts';
import { createInboxNotices, type InboxNotices } from './inbox-notices.ts';
import { inboxPrefixOf } from './permissions.ts';
import { type BusUser, busUsers, passwordVariableOf } from './users.ts';

const usersFile = new URL('../../../../deploy/nats/users.conf', import.meta.url);
const users = Object.keys(busUsers()) as BusUser[];
const passwordOf = (user: BusUser) => `secret-of-${user}`;

let server: NatsServer;
let bucket: NatsConnection;
let gateway: InboxNotices;
let told: string[];
let heard: string[];
let stop: AbortController;

/** A notice as MinIO sends it: as the user that deploy/nats has for it, without a prefix of its own for answers. */
async function tell(key: string, sequencer: string, name = 'reconcyl'): Promise<void> {
  const object = { key: encodeURIComponent(key), sequencer };
  const notice = JSON.stringify({ Records: [{ s3: { bucket: { name }, object } }] });
  await jetstream(bucket).publish('reconcyl.inbox', notice, { timeout: 2000 });
}

function noticesOf(user: BusUser): Promise<InboxNotices> {
  return createInboxNotices({
    servers: server.url,
    credentials: { user, password: passwordOf(user) },
    inboxPrefix: inboxPrefixOf(user),
    bucket: 'reconcyl',
    onNotice: ({ kind }) => void told.push(kind),
  });
}

beforeEach(async () => {
  const passwords = users.map((user) => `${passwordVariableOf(user)}: "${passwordOf(user)}"`);
  server = await startNats({ config: [...passwords, await readFile(usersFile, 'utf8')].join('\n') });
  [told, heard, stop] = [[], [], new AbortController()];
  bucket = await connect({ servers: server.url, user: 'minio', pass: passwordOf('minio'), reconnectTimeWait: 50 });
  gateway = await noticesOf('gateway');
  gateway.listen((name) => void heard.push(name), stop.signal);
});

afterEach(async () => {
  stop.abort();
  await gateway.close();
  await bucket.close();
  await server.remove();
});

/** Until the stream is there, nobody takes what is said. */
const tellOnceMade = (key: string, sequencer: string) => eventually(() => tell(key, sequencer));

describe('what the bucket says of its inbox', () => {
  it('is heard by the gateway once, though two targets say it, and only of its bucket', async () => {
    await tellOnceMade('inbox/a/source.csv', '1');
    await tell('inbox/a/source.csv', '1');
    await tell('inbox/b/source.csv', '2', 'another-bucket');
    await tell('inbox/a/source.csv', '3');
    await tell('inbox/a b/target.csv', '4');
    await eventually(() => expect(heard.at(-1)).toBe('inbox/a b/target.csv'));
    expect(heard).toEqual(['inbox/a/source.csv', 'inbox/a/source.csv', 'inbox/a b/target.csv']);
  });

  it('is heard again after the server has lost its store', async () => {
    await tellOnceMade('inbox/a/source.csv', '1');
    await eventually(() => expect(heard).toHaveLength(1));
    await server.kill();
    await server.clear();
    await server.start();
    await tellOnceMade('inbox/a/target.csv', '2');
    await eventually(() => expect(heard).toContain('inbox/a/target.csv'));
  });

  it('is not for the other services, and the bucket says nothing else', async () => {
    const normalizer = await noticesOf('normalizer');
    normalizer.listen(() => undefined, stop.signal);
    await eventually(() => expect(told).toContain('refused'));
    await normalizer.close();
    const event = jetstream(bucket).publish('reconcyl.events.small.default.files.normalized.v1', '{}', {
      timeout: 500,
    });
    await expect(event).rejects.toThrow();
    expect(heard).toEqual([]);
  });
});
