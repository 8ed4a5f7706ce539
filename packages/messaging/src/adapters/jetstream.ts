import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { ReconcylError } from '@reconcyl/contracts';
import { type Backoff, exponentialBackoff } from '../backoff.ts';
import type { Bus, ConsumeOptions } from '../bus.ts';
import { type Connection, type ConnectionOptions, openConnection } from '../jetstream/connection.ts';
import { type RunningConsumer, startConsumer } from '../jetstream/consumer.ts';
import { createCoreMessages } from '../jetstream/core-messages.ts';
import { createDeadLetters } from '../jetstream/dead-letters.ts';
import { type Ensured, type EnsureMode, ensureConsumer, ensureStream } from '../jetstream/ensure.ts';
import { toUnavailable } from '../jetstream/errors.ts';
import { lagOfAll, readConsumers } from '../jetstream/lag.ts';
import { createRoom } from '../jetstream/make-room.ts';
import { checkedConsumer, type Names, namesOf } from '../jetstream/names.ts';
import { type OnNotice, safely } from '../jetstream/notice.ts';
import { createPublish } from '../jetstream/publish.ts';
import { declareConsumer, declareStreams, type StreamSettings, startOf } from '../jetstream/settings.ts';
import type { ConsumerDeclaration } from '../traffic.ts';

export type { ConnectionOptions, Credentials } from '../jetstream/connection.ts';
export type { Ensured } from '../jetstream/ensure.ts';
export { createInboxNotices, type InboxNotices, type InboxNoticesOptions } from '../jetstream/inbox-notices.ts';
export type { Notice } from '../jetstream/notice.ts';
export { inboxPrefixOf, type Permissions } from '../jetstream/permissions.ts';
export type { StreamSettings } from '../jetstream/settings.ts';
export { type BusUser, busUsers, passwordVariableOf, usersConf } from '../jetstream/users.ts';

export interface JetstreamOptions extends ConnectionOptions {
  /** Begins the names of streams and subjects. Default `reconcyl`. */
  readonly prefix?: string | undefined;
  readonly streams?: StreamSettings | undefined;
  /** What happens beside: lost connections, streams that are not as they should be. */
  readonly onNotice?: OnNotice | undefined;
}

export interface JetstreamBusOptions extends JetstreamOptions {
  /**
   * What this bus does with the streams and with the consumers that it runs: `check` only looks, and fails where one is not
   * there; `create` makes what is not there, also when a server has lost its store, and changes no settings; whoever asks such a
   * bus for its lag lets it make those of `consumers` that were lost, and remove what all consumers have settled, once the stream
   * is half full. Default `create`. The settings
   * of what is there are changed by `ensureJetstream` alone.
   */
  readonly ensure?: 'check' | 'create' | undefined;
  /** Consumers of others that this bus makes too when they are not there, for those that may only check. */
  readonly consumers?: readonly ConsumerDeclaration[] | undefined;
  /** How long `publish` tries before it rejects. Default 5 s. */
  readonly publishWithinMs?: number | undefined;
  /** How long a message rests after its handler threw. */
  readonly backoff?: Backoff | undefined;
  /** 0 to 1. */
  readonly random?: (() => number) | undefined;
}

/** A consumer that was lost begins this long before it was last seen: other processes may have seen less, and clocks differ. */
const overlapMs = 60_000;
const before = (moment: Date) => new Date(moment.getTime() - overlapMs);
const pingMs = 2000;

/**
 * The bus of many machines: NATS JetStream. What `publish` resolved is on the disk of the server, if that is configured to write
 * at once (`sync_interval: always`), and of as many servers as there are replicas.
 *
 * A new consumer sees what is published from then on. A lost connection is sought for ever; meanwhile publishing waits for a
 * bound, work in hand goes on, and what was said of a message is said again. Where a server has lost its store, streams and
 * consumers are made anew; what was in them is lost, and the sweep publishes what is missing.
 */
export async function createJetstreamBus(options: JetstreamBusOptions): Promise<Bus> {
  const { backoff = exponentialBackoff(), random = Math.random, ensure: mode = 'create' } = options;
  const names = namesOf(options.prefix ?? 'reconcyl');
  const onNotice = safely(options.onNotice);
  const connection = await openConnection(options, onNotice);
  const { client } = connection;
  const jsm = await jetstreamManager(client, { checkAPI: false });
  const tell = (ensured: Ensured) => tellEnsured(ensured, onNotice);

  const ensureAll = async (from?: Date) => {
    for (const ensured of await ensureDeclared(jsm, names, options, mode, from)) tell(ensured);
  };
  const ensureOne = async (declaration: ConsumerDeclaration, from?: Date) => {
    const wanted = declareConsumer(names, declaration);
    tell(await ensureConsumer(jsm, names.eventStream, wanted, startOf(from), mode));
  };
  const onMissing = async () => {
    onNotice({ kind: 'missing', detail: 'The message bus has no stream that takes events.' });
    await ensureAll(before(new Date()));
  };
  const publish = createPublish(connection, options.publishWithinMs ?? 5000, onMissing);
  const letters = createDeadLetters(jsm, names, publish);
  const core = createCoreMessages(connection, names);
  const room = createRoom(jsm, names, mode === 'create', onNotice);
  const consumers = new Set<RunningConsumer>();
  /** When each of `options.consumers` was there. */
  let allSeenAt = new Date();

  async function consume(consumeOptions: ConsumeOptions) {
    const name = checkedConsumer(consumeOptions.name);
    await ensureOne(consumeOptions);
    const { config } = await jsm.consumers.info(names.eventStream, name).catch(rethrow);
    const lacking = lackingFilters(names, consumeOptions, config.filter_subjects ?? []);
    if (lacking.length > 0) {
      throw new ReconcylError(
        'RECON_ENVIRONMENT_INVALID',
        `The consumer ${name} of the message bus does not get ${lacking.join(', ')}; it must be changed first.`,
      );
    }
    const consumer = startConsumer(
      {
        connection,
        nextSubject: `$JS.API.CONSUMER.MSG.NEXT.${names.eventStream}.${name}`,
        ackWaitMs: (config.ack_wait ?? 0) / 1e6,
        ...{ backoff, random, onNotice, bury: letters.bury },
        restore: async (seenAt) => {
          onNotice({ kind: 'missing', detail: `The message bus has lost the consumer ${name}, or is not up yet.` });
          await ensureAll(before(seenAt));
          await ensureOne(consumeOptions, before(seenAt));
        },
      },
      consumeOptions,
    );
    consumers.add(consumer);
    return {
      ...consumer,
      close: (graceMs: number) => consumer.close(graceMs).finally(() => consumers.delete(consumer)),
    };
  }

  /** Those that this bus makes for others would stay lost if one alone is: they may only check, and wait for it. */
  async function consumersWithNoneLost() {
    const found = await readConsumers(jsm, names);
    const there = new Set(found.map(({ name }) => name));
    const lost = mode === 'create' ? (options.consumers ?? []).filter(({ name }) => !there.has(name)) : [];
    for (const declaration of lost) {
      onNotice({ kind: 'missing', detail: `The message bus has lost the consumer ${declaration.name}.` });
      await ensureOne(declaration, before(allSeenAt));
    }
    allSeenAt = new Date();
    return lost.length === 0 ? found : readConsumers(jsm, names);
  }

  async function lag() {
    try {
      return await lagOfAll(jsm, names, await room.make(consumersWithNoneLost));
    } catch (error) {
      throw toUnavailable(error);
    }
  }

  try {
    await ensureAll();
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    async publish(event) {
      await publish(names.event(event), JSON.stringify(event), { id: event.id });
    },
    consume,
    broadcast: core.broadcast,
    listen: core.listen,
    deadLetters: ({ limit = 100, id } = {}) => letters.list(limit, id),
    redrive: letters.redrive,
    lag,
    ping: () => ping(connection, names),
    async close() {
      for (const consumer of consumers) consumer.abandon();
      await connection.close();
    },
  };
}

/**
 * Makes both streams and the given consumers what they are declared to be: made where they are not there, changed where the
 * server allows that. Throws RECON_ENVIRONMENT_INVALID where it does not, with what to do. The one thing that changes what is there;
 * to be run before a new version's services start.
 */
export async function ensureJetstream(
  options: JetstreamOptions & { readonly consumers: readonly ConsumerDeclaration[] },
): Promise<Ensured[]> {
  const connection = await openConnection(options, safely(options.onNotice));
  try {
    const jsm = await jetstreamManager(connection.client, { checkAPI: false });
    return await ensureDeclared(jsm, namesOf(options.prefix ?? 'reconcyl'), options, 'change');
  } finally {
    await connection.close();
  }
}

async function ensureDeclared(
  jsm: JetStreamManager,
  names: Names,
  {
    streams = {},
    consumers = [],
  }: { streams?: StreamSettings | undefined; consumers?: readonly ConsumerDeclaration[] | undefined },
  mode: EnsureMode,
  from?: Date,
): Promise<Ensured[]> {
  const ensured: Ensured[] = [];
  for (const stream of declareStreams(names, streams)) ensured.push(await ensureStream(jsm, stream, mode));
  for (const consumer of consumers) {
    const wanted = declareConsumer(names, consumer);
    ensured.push(await ensureConsumer(jsm, names.eventStream, wanted, startOf(from), mode));
  }
  return ensured;
}

function tellEnsured({ what, action, differences }: Ensured, onNotice: OnNotice): void {
  if (action !== 'kept') onNotice({ kind: 'ensured', detail: `The ${what} of the message bus was ${action}.` });
  else if (differences.length > 0) {
    const detail = `The ${what} of the message bus is not as declared (${differences.join('; ')}); it was left so.`;
    onNotice({ kind: 'differs', detail });
  }
}

/** More than it asks for does no harm: what a handler does not know it says so. Less would be silence. */
function lackingFilters(names: Names, declaration: ConsumerDeclaration, has: readonly string[]): string[] {
  return declareConsumer(names, declaration).filter_subjects.filter((filter) => !has.includes(filter));
}

/** Asks for the stream, not only for the server: one without its store takes no events. */
async function ping(connection: Connection, names: Names): Promise<void> {
  try {
    const answer = await connection.request(`$JS.API.STREAM.INFO.${names.eventStream}`, '', { withinMs: pingMs });
    const { error } = answer.json<{ readonly error?: { readonly description?: string } }>();
    if (error !== undefined)
      throw new ReconcylError('RECON_UNAVAILABLE', `The message bus says: ${error.description}.`);
  } catch (error) {
    throw toUnavailable(error);
  }
}

function rethrow(error: unknown): never {
  throw toUnavailable(error);
}
