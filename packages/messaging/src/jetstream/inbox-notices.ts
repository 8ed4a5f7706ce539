import { setTimeout as wait } from 'node:timers/promises';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  jetstreamManager,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { exponentialBackoff } from '../backoff.ts';
import { askForOne } from './ask.ts';
import { type ConnectionOptions, openConnection } from './connection.ts';
import { ensureConsumer, ensureStream } from './ensure.ts';
import { inboxConsumer, type Names, namesOf } from './names.ts';
import { type OnNotice, safely } from './notice.ts';
import { readBucketNotice } from './read-notice.ts';

export interface InboxNoticesOptions extends ConnectionOptions {
  /** Begins the names of streams and subjects. Default `reconcyl`. */
  readonly prefix?: string | undefined;
  /** What other buckets say is passed over. */
  readonly bucket: string;
  readonly onNotice?: OnNotice | undefined;
}

/** What a bucket says of objects that came, through JetStream. */
export interface InboxNotices {
  /** Calls back with the name of each object in the bucket, until the signal is aborted. Of all who listen, one hears of each. */
  readonly listen: (onName: (name: string) => void, signal: AbortSignal) => void;
  readonly close: () => Promise<void>;
}

/** Changes that are remembered, to pass over what comes twice: from a target that is fast and from one that keeps. */
const mostRemembered = 1000;
const lookAgainMs = 1000;

/**
 * Hears of objects in a bucket that tells of them through NATS (deploy/minio). The stream and its consumer are made when they are not
 * there, and again when the server has lost them. Whatever is lost on the way is found by listing, so nothing here waits or insists.
 */
export async function createInboxNotices(options: InboxNoticesOptions): Promise<InboxNotices> {
  const names = namesOf(options.prefix ?? 'reconcyl');
  const onNotice = safely(options.onNotice);
  const connection = await openConnection(options, onNotice);
  const jsm = await jetstreamManager(connection.client, { checkAPI: false });
  const next = `$JS.API.CONSUMER.MSG.NEXT.${names.inboxStream}.${inboxConsumer}`;
  const seen = new Set<string>();

  function isNew(change: string): boolean {
    if (seen.has(change)) return false;
    seen.add(change);
    for (const oldest of seen) {
      if (seen.size <= mostRemembered) break;
      seen.delete(oldest);
    }
    return true;
  }

  async function hear(onName: (name: string) => void, signal: AbortSignal): Promise<void> {
    const untilNext = exponentialBackoff({ firstMs: 100, capMs: 5000 });
    let inVain = 0;
    let isMade = await make(jsm, names).then(
      () => true,
      () => false,
    );
    while (!signal.aborted && !connection.client.isClosed()) {
      await connection.connected(lookAgainMs, signal).catch(() => undefined);
      if (!connection.isConnected()) continue;
      if (!isMade) isMade = await make(jsm, names).then(() => true, tellRefused);
      const asked = isMade ? await askForOne(connection, next, signal) : ({ kind: 'gone' } as const);
      if (asked.kind === 'message') {
        inVain = 0;
        for (const { bucket, key, change } of readBucketNotice(asked.message.string())) {
          if (bucket === options.bucket && isNew(change)) onName(key);
        }
        asked.message.respond('+ACK');
      } else if (asked.kind !== 'nothing') {
        if (asked.kind === 'refused') tellRefused(asked.why);
        isMade = false;
        inVain += 1;
        await wait(untilNext(inVain), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  function tellRefused(why: unknown): false {
    const said = why instanceof Error ? why.message : String(why);
    onNotice({ kind: 'refused', detail: `What the bucket says is not heard: ${said}` });
    return false;
  }

  return {
    listen: (onName, signal) => {
      hear(onName, signal).catch(tellRefused);
    },
    close: connection.close,
  };
}

async function make(jsm: JetStreamManager, names: Names): Promise<void> {
  await ensureStream(
    jsm,
    {
      name: names.inboxStream,
      description: 'What the bucket of Reconcyl says of its inbox',
      subjects: [names.inbox],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      // A hint that is lost is no loss, and one that is old is none.
      discard: DiscardPolicy.Old,
      max_age: nanos(86_400_000),
      max_msgs: 100_000,
      max_bytes: 64 * 1024 ** 2,
      max_msg_size: 64 * 1024,
    },
    'create',
  );
  const consumer = {
    durable_name: inboxConsumer,
    ack_policy: AckPolicy.Explicit,
    replay_policy: ReplayPolicy.Instant,
    ack_wait: nanos(30_000),
    max_deliver: 3,
    filter_subjects: [names.inbox],
  };
  await ensureConsumer(jsm, names.inboxStream, consumer, { deliver_policy: DeliverPolicy.All }, 'create');
}
