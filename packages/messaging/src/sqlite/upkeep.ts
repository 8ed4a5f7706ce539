import type { DatabaseSync } from 'node:sqlite';
import { isGone } from '@reconcyl/sqlite-kit';
import type { Queue } from './queue.ts';

/** What keeps every table within bounds. */
export interface Bounds {
  /** An event id is remembered this long … */
  readonly dedupeWindowMs: number;
  /** … and not more than this many of them. */
  readonly maxDedupeIds: number;
  /** The newest that are kept. */
  readonly maxDeadLetters: number;
  /**
   * A consumer that nobody ran for this long, while the bus was in use, is forgotten with its queue: else a consumer that was
   * renamed would collect messages for ever. Time during which the whole system was off does not count.
   */
  readonly consumerExpiryMs: number;
}

export interface Upkeep {
  /** Processes that hold messages and are known to be gone. Only reads. */
  readonly theDead: () => string[];
  /** Gives back what dead processes held, so that nobody waits for their leases. True when there was something. */
  readonly giveBackOfTheDead: (now: number) => boolean;
  /** Deletes what is beyond its bound; `running` are the consumers of this process. To be called about once a minute. */
  readonly tidy: (running: readonly string[], now: number) => void;
}

/** The statements of upkeep; those that write must run inside a transaction. */
export function createUpkeep(database: DatabaseSync, queue: Queue, owner: string, bounds: Bounds): Upkeep {
  const seen = database.prepare('UPDATE consumers SET seen_at = ?, idle_ms = 0 WHERE name = ?');
  const last = database.prepare('SELECT last_at FROM upkeep');
  const setLast = database.prepare('INSERT OR REPLACE INTO upkeep (only_row, last_at) VALUES (1, ?)');
  const age = database.prepare('UPDATE consumers SET idle_ms = idle_ms + ? WHERE seen_at < ?');
  const forget = database.prepare('DELETE FROM consumers WHERE idle_ms > ? RETURNING name');
  const forgetDeliveries = database.prepare('DELETE FROM deliveries WHERE consumer = ?');
  const forgetMessages = database.prepare('DELETE FROM messages WHERE seq NOT IN (SELECT seq FROM deliveries)');
  const forgetIds = database.prepare('DELETE FROM published WHERE at < ?');
  const forgetOldestIds = database.prepare(
    'DELETE FROM published WHERE event_id IN (SELECT event_id FROM published ORDER BY at DESC LIMIT -1 OFFSET ?)',
  );
  const forgetLetters = database.prepare(
    'DELETE FROM dead_letters WHERE seq <= (SELECT seq FROM dead_letters ORDER BY seq DESC LIMIT 1 OFFSET ?)',
  );

  /** Several processes do the upkeep; only the time since the last of them counts, and not a time when none ran. */
  function ageConsumers(now: number): void {
    const previous = Number(last.get()?.last_at ?? now);
    setLast.run(now);
    const elapsedMs = Math.min(Math.max(0, now - previous), longestStepMs);
    age.run(elapsedMs, now - 2 * longestStepMs);
    const forgotten = forget.all(bounds.consumerExpiryMs);
    for (const { name } of forgotten) forgetDeliveries.run(String(name));
    if (forgotten.length > 0) forgetMessages.run();
  }

  const theDead = () => queue.owners().filter((other) => other !== owner && isGone(other));

  return {
    theDead,
    giveBackOfTheDead: (now) =>
      theDead()
        .map((dead) => queue.giveBackAllOf(dead, now))
        .includes(true),
    tidy(running, now) {
      for (const name of running) seen.run(now, name);
      ageConsumers(now);
      forgetIds.run(now - bounds.dedupeWindowMs);
      forgetOldestIds.run(bounds.maxDedupeIds);
      forgetLetters.run(bounds.maxDeadLetters);
    },
  };
}

/** Twice the time between two rounds of upkeep: a longer gap means that the system was off. */
const longestStepMs = 120_000;
