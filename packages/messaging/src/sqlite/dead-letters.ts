import type { DatabaseSync } from 'node:sqlite';
import type { DeadLetter } from '../bus.ts';
import { readEvent } from '../read-event.ts';
import type { Queue } from './queue.ts';

interface Row {
  id: string;
  consumer: string;
  reason: string;
  delivery_count: number;
  died_at: number;
  event: string;
}

/** The statements of the dead letters. `redrive` must run inside a transaction. */
export function createDeadLetters(database: DatabaseSync, queue: Queue) {
  const newest = database.prepare('SELECT * FROM dead_letters ORDER BY seq DESC LIMIT ?');
  const one = database.prepare('SELECT * FROM dead_letters WHERE id = ?');
  const byId = database.prepare('DELETE FROM dead_letters WHERE id = ? RETURNING consumer, event');
  return {
    /** Newest first; with an id only that one. */
    list(limit: number, id?: string): DeadLetter[] {
      const rows = id === undefined ? newest.all(limit) : one.all(id);
      return (rows as unknown as Row[]).map((row) => ({
        id: row.id,
        consumer: row.consumer,
        reason: row.reason,
        deliveryCount: row.delivery_count,
        diedAt: new Date(row.died_at).toISOString(),
        event: readEvent(row.event),
        body: row.event,
      }));
    },
    /** The letter becomes a new message of its consumer, counted from 1 again. */
    redrive(id: string, now: number): boolean {
      const [letter] = byId.all(id) as unknown as Pick<Row, 'consumer' | 'event'>[];
      if (letter === undefined) return false;
      queue.enqueue(letter.consumer, letter.event, now);
      return true;
    },
  };
}
