import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { ReconcylEvent } from '@reconcyl/contracts';
import type { ConsumerLag } from '../bus.ts';

/** What names a delivery that a worker holds. Every change of it asks for the lease, so a late worker changes nothing. */
export interface Hold {
  readonly consumer: string;
  readonly seq: number;
  readonly lease: string;
}

export interface Claim extends Hold {
  readonly deliveryCount: number;
  readonly leasedUntil: number;
  /** The event as JSON. */
  readonly event: string;
}

export interface ClaimRequest {
  readonly consumer: string;
  readonly owner: string;
  readonly limit: number;
  readonly now: number;
  readonly ackWaitMs: number;
}

export type Queue = ReturnType<typeof createQueue>;

/** The queue's statements. Those that write must run inside a transaction (see group-commit.ts). */
export function createQueue(database: DatabaseSync) {
  const statement = (sql: string): StatementSync => database.prepare(sql);
  const remember = statement(
    `INSERT INTO published (event_id, at) VALUES (?, ?)
     ON CONFLICT (event_id) DO UPDATE SET at = excluded.at WHERE published.at <= ?`,
  );
  const interested = statement(
    `SELECT name FROM consumers
     WHERE (lane IS NULL OR lane = ?) AND EXISTS (SELECT 1 FROM json_each(types) WHERE value = ?)`,
  );
  const addMessage = statement('INSERT INTO messages (event, published_at) VALUES (?, ?)');
  const addDelivery = statement('INSERT INTO deliveries (consumer, seq, due_at) VALUES (?, ?, ?)');
  const register = statement(
    `INSERT INTO consumers (name, types, lane, seen_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET types = excluded.types, lane = excluded.lane, seen_at = excluded.seen_at, idle_ms = 0`,
  );
  const firstDue = statement('SELECT 1 FROM deliveries WHERE consumer = ? AND due_at <= ? LIMIT 1');
  const nextDue = statement('SELECT min(due_at) AS due_at FROM deliveries WHERE consumer = ?');
  // The plus keeps SQLite from the index on due_at, with which it would sort the whole backlog for each claim.
  const due = statement(
    `SELECT d.seq, d.lease, d.delivery_count, m.event FROM deliveries d JOIN messages m USING (seq)
     WHERE d.consumer = ? AND +d.due_at <= ? ORDER BY d.seq LIMIT ?`,
  );
  const take = statement(
    `UPDATE deliveries SET lease = ?, owner = ?, due_at = ?, delivery_count = delivery_count + 1
     WHERE consumer = ? AND seq = ?`,
  );
  const mine = 'consumer = ? AND seq = ? AND lease = ?';
  const held = statement(`SELECT 1 FROM deliveries WHERE ${mine}`);
  const lengthen = statement(`UPDATE deliveries SET due_at = ? WHERE ${mine}`);
  const giveBack = statement(`UPDATE deliveries SET due_at = ?, lease = NULL, owner = NULL WHERE ${mine}`);
  const remove = statement(`DELETE FROM deliveries WHERE ${mine}`);
  const removeMessage = statement(
    'DELETE FROM messages WHERE seq = ?1 AND NOT EXISTS (SELECT 1 FROM deliveries WHERE seq = ?1)',
  );
  const addDeadLetter = statement(
    `INSERT INTO dead_letters (id, consumer, reason, delivery_count, died_at, event)
     SELECT ?, d.consumer, ?, d.delivery_count, ?, m.event FROM deliveries d JOIN messages m USING (seq)
     WHERE d.consumer = ? AND d.seq = ? AND d.lease = ?`,
  );
  const owners = statement('SELECT DISTINCT owner FROM deliveries WHERE owner IS NOT NULL');
  const giveBackAll = statement('UPDATE deliveries SET due_at = ?, lease = NULL, owner = NULL WHERE owner = ?');
  const lags = statement(
    `SELECT name AS consumer,
       (SELECT count(*) FROM deliveries WHERE consumer = name) AS unsettled,
       (SELECT count(*) FROM deliveries WHERE consumer = name AND owner IS NOT NULL AND due_at > ?) AS in_flight,
       (SELECT published_at FROM messages WHERE seq = (SELECT min(seq) FROM deliveries WHERE consumer = name)) AS oldest_at
     FROM consumers ORDER BY name`,
  );

  function settle(hold: Hold): boolean {
    if (!changed(remove, hold.consumer, hold.seq, hold.lease)) return false;
    removeMessage.run(hold.seq);
    return true;
  }

  return {
    /** Stores the event for every consumer that wants it; false when its id was seen within the dedupe window. */
    publish(event: ReconcylEvent, now: number, dedupeWindowMs: number): boolean {
      if (!changed(remember, event.id, now, now - dedupeWindowMs)) return false;
      const consumers = rows<{ name: string }>(interested, event.lane, event.type);
      if (consumers.length === 0) return true;
      const seq = addMessage.run(JSON.stringify(event), now).lastInsertRowid;
      for (const { name } of consumers) addDelivery.run(name, seq, now);
      return true;
    },
    register(consumer: { name: string; types: readonly string[]; lane?: string | undefined }, now: number): void {
      register.run(consumer.name, JSON.stringify(consumer.types), consumer.lane ?? null, now);
    },
    hasDue: (consumer: string, now: number): boolean => firstDue.get(consumer, now) !== undefined,
    nextDueAt: (consumer: string): number | undefined =>
      rows<{ due_at: number | null }>(nextDue, consumer)[0]?.due_at ?? undefined,
    /** Takes the oldest deliveries that may be taken: waiting ones and those whose lease has run out. */
    claim({ consumer, owner, limit, now, ackWaitMs }: ClaimRequest): { claims: Claim[]; tookOver: boolean } {
      const found = rows<{ seq: number; lease: string | null; delivery_count: number; event: string }>(
        due,
        consumer,
        now,
        limit,
      );
      const claims = found.map(({ seq, delivery_count, event }) => {
        const lease = randomUUID();
        const leasedUntil = now + ackWaitMs;
        take.run(lease, owner, leasedUntil, consumer, seq);
        return { consumer, seq, lease, leasedUntil, deliveryCount: delivery_count + 1, event };
      });
      return { claims, tookOver: found.some(({ lease }) => lease !== null) };
    },
    holds: (hold: Hold): boolean => held.get(hold.consumer, hold.seq, hold.lease) !== undefined,
    /** False when the delivery was taken over. */
    extend: (hold: Hold, until: number): boolean => changed(lengthen, until, hold.consumer, hold.seq, hold.lease),
    /** Gives the delivery back, to be taken again from `dueAt` on. */
    giveBack: (hold: Hold, dueAt: number): boolean => changed(giveBack, dueAt, hold.consumer, hold.seq, hold.lease),
    settle,
    bury(hold: Hold, reason: string, now: number): boolean {
      if (!changed(addDeadLetter, randomUUID(), reason, now, hold.consumer, hold.seq, hold.lease)) return false;
      return settle(hold);
    },
    /** Puts an event into the queue of one consumer, whatever its id. */
    enqueue(consumer: string, event: string, now: number): void {
      addDelivery.run(consumer, addMessage.run(event, now).lastInsertRowid, now);
    },
    owners: (): string[] => rows<{ owner: string }>(owners).map(({ owner }) => owner),
    giveBackAllOf: (owner: string, now: number): boolean => changed(giveBackAll, now, owner),
    lag: (now: number): ConsumerLag[] =>
      rows<{ consumer: string; unsettled: number; in_flight: number; oldest_at: number | null }>(lags, now).map(
        ({ consumer, unsettled, in_flight, oldest_at }) => ({
          consumer,
          waiting: unsettled - in_flight,
          inFlight: in_flight,
          oldestAgeMs: oldest_at === null ? 0 : Math.max(0, now - oldest_at),
        }),
      ),
  };
}

function changed(statement: StatementSync, ...values: SQLInputValue[]): boolean {
  return Number(statement.run(...values).changes) > 0;
}

/** The rows of a statement; their shape is that of its select list, which stands beside the type in each use. */
function rows<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
  return statement.all(...values) as Row[];
}
