import { realpathSync } from 'node:fs';
import { joinChangeHub, openDatabase, processIdentity, toCodedError, watchChanges } from '@reconcyl/sqlite-kit';
import { type Backoff, exponentialBackoff } from '../backoff.ts';
import type { Bus, ConsumeOptions } from '../bus.ts';
import { type RunningConsumer, startConsumer } from '../sqlite/consumer.ts';
import { openCoreMessages } from '../sqlite/core-messages.ts';
import { createDeadLetters } from '../sqlite/dead-letters.ts';
import { createGroupCommit } from '../sqlite/group-commit.ts';
import { createQueue } from '../sqlite/queue.ts';
import { createQueueTables } from '../sqlite/queue-schema.ts';
import { createUpkeep } from '../sqlite/upkeep.ts';

export interface SqliteBusOptions {
  /** The database; made, with its folder, when it is not there. Core messages have a file of their own beside it. */
  readonly file: string;
  /** A repeated event id is dropped for this long. Default 10 minutes. */
  readonly dedupeWindowMs?: number | undefined;
  /** Most event ids that are remembered. Default 200,000. */
  readonly maxDedupeIds?: number | undefined;
  /** The newest dead letters that are kept. Default 10,000. */
  readonly maxDeadLetters?: number | undefined;
  /** A consumer that was not run for this long, while the bus was in use, is forgotten. Default 14 days. */
  readonly consumerExpiryMs?: number | undefined;
  /** How often this connection looks for changes of other processes. Default 25 ms. */
  readonly pollMs?: number | undefined;
  /** How long a message rests after its handler threw. */
  readonly backoff?: Backoff | undefined;
}

const dayMs = 24 * 3600 * 1000;
const changed = 'changed';

/**
 * The bus of one machine, in one SQLite file that any number of processes may open. What `publish` resolved survives a crash of
 * the process and of the machine. That a message was taken or settled survives a crash of the process; a crash of the machine may
 * take back the last of these, so that such a message comes again.
 *
 * A message is handed to the consumers that are registered when it is published: one that registers later sees nothing older,
 * and an event that no consumer wants is only remembered for deduplication. A consumer stays registered when its process ends.
 * All consumers of one name must ask for the same types and lane; the last registration counts for later messages.
 *
 * Leases run by the machine's clock. What a killed process of the same machine held is given to others within a second; where
 * its death cannot be seen (another container), when the lease runs out.
 */
export async function createSqliteBus(options: SqliteBusOptions): Promise<Bus> {
  const { file, dedupeWindowMs = 10 * 60_000, pollMs = 25, backoff = exponentialBackoff() } = options;
  const now = Date.now;
  const database = await openDatabase({ file, prepare: createQueueTables, synchronous: 'FULL' });
  const hub = joinChangeHub<string>(realpathSync(file));
  const core = await openCoreMessages(`${file}-core`, hub, pollMs);
  const queue = createQueue(database);
  const letters = createDeadLetters(database, queue);
  const commit = createGroupCommit(database);
  const upkeep = createUpkeep(database, queue, processIdentity, {
    dedupeWindowMs,
    maxDedupeIds: options.maxDedupeIds ?? 200_000,
    maxDeadLetters: options.maxDeadLetters ?? 10_000,
    consumerExpiryMs: options.consumerExpiryMs ?? 14 * dayMs,
  });
  const consumers = new Map<RunningConsumer, string>();
  const announce = () => hub.announce(changed, '');
  const wakeAll = () => {
    for (const consumer of consumers.keys()) consumer.wake();
  };

  const giveBackOfTheDead = async () => {
    if (consumers.size === 0 || upkeep.theDead().length === 0) return;
    if (await commit.write(() => upkeep.giveBackOfTheDead(now()))) announce();
  };
  const tidy = () => commit.write(() => upkeep.tidy([...consumers.values()], now()));
  const timers = [every(1000, giveBackOfTheDead), every(60_000, tidy)];
  const stops = [hub.hear(changed, wakeAll), watchChanges(database, pollMs, wakeAll)];

  async function consume(consumeOptions: ConsumeOptions) {
    await commit.write(() => {
      queue.register(consumeOptions, now());
      upkeep.giveBackOfTheDead(now());
    });
    const consumer = startConsumer({ queue, commit, owner: processIdentity, backoff, now, announce }, consumeOptions);
    consumers.set(consumer, consumeOptions.name);
    return {
      ...consumer,
      close: (graceMs: number) => consumer.close(graceMs).finally(() => consumers.delete(consumer)),
    };
  }

  return {
    async publish(event) {
      if (await commit.write(() => queue.publish(event, now(), dedupeWindowMs))) announce();
    },
    consume,
    broadcast: async (channel, payload) => core.broadcast(channel, payload),
    listen: async (channel, onPayload, signal) => core.listen(channel, onPayload, signal),
    deadLetters: async ({ limit = 100, id } = {}) => letters.list(limit, id),
    async redrive(id) {
      const found = await commit.write(() => letters.redrive(id, now()));
      if (found) announce();
      return found;
    },
    lag: async () => queue.lag(now()),
    async ping() {
      try {
        database.prepare('SELECT 1 FROM consumers LIMIT 1').get();
      } catch (error) {
        throw toCodedError(error);
      }
    },
    async close() {
      if (!database.isOpen) return;
      for (const consumer of consumers.keys()) consumer.abandon();
      for (const timer of timers) clearInterval(timer);
      for (const stop of stops) stop();
      hub.leave();
      commit.close();
      core.close();
      database.close();
    },
  };
}

/** Upkeep that fails is no harm: the next round does it. The timer keeps no process alive. */
function every(ms: number, upkeep: () => Promise<unknown>): NodeJS.Timeout {
  return setInterval(() => void upkeep().catch(() => undefined), ms).unref();
}
