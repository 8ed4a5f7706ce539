import type { DatabaseSync } from 'node:sqlite';
import { parseEvent } from '@reconcyl/contracts';
import type { DeadLetter } from '../bus.ts';
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
  const byId = database.prepare('DELETE FROM dead_letters WHERE id = ? RETURNING consumer, event');
  return {
    /** Newest first. A letter whose event this version cannot read is not listed; it stays until it is redriven or too old. */
    list(limit: number): DeadLetter[] {
      return (newest.all(limit) as unknown as Row[]).flatMap((row) => {
        const event = parseEvent(JSON.parse(row.event));
        if (event === undefined) return [];
        return [
          {
            id: row.id,
            consumer: row.consumer,
            reason: row.reason,
            deliveryCount: row.delivery_count,
            diedAt: new Date(row.died_at).toISOString(),
            event,
          },
        ];
      });
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
