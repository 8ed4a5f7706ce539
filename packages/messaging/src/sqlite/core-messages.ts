import type { DatabaseSync } from 'node:sqlite';
import { type ChangeHub, openDatabase, processIdentity, watchChanges } from '@reconcyl/sqlite-kit';

export interface CoreMessages {
  readonly broadcast: (channel: string, payload: unknown) => void;
  readonly listen: (channel: string, onPayload: (payload: unknown) => void, signal: AbortSignal) => void;
  readonly close: () => void;
}

/** Listeners look every 25 ms, so a thousand rows are more than a second of the busiest system. */
const keptRows = 1000;

/**
 * Messages that are not kept: at once to listeners of this process, and through a small capped table to those of others. The
 * table has a file of its own, because its commits need not wait for the disk and must not wake the consumers.
 */
export async function openCoreMessages(file: string, hub: ChangeHub<string>, pollMs: number): Promise<CoreMessages> {
  const database = await openDatabase({ file, prepare: createTable, synchronous: 'NORMAL' });
  const add = database.prepare('INSERT INTO core_messages (channel, payload, sender) VALUES (?, ?, ?)');
  const trim = database.prepare('DELETE FROM core_messages WHERE seq <= ?');
  const newest = database.prepare('SELECT coalesce(max(seq), 0) AS seq FROM core_messages');
  const after = database.prepare('SELECT seq, channel, payload, sender FROM core_messages WHERE seq > ? ORDER BY seq');
  const listeners = new Set<Listener>();
  let stopWatching: (() => void) | undefined;
  let read = 0;

  /** Passes on what other processes have sent since the last look. */
  function readNew(): void {
    for (const row of after.iterate(read)) {
      read = Number(row.seq);
      if (row.sender === processIdentity) continue;
      for (const { channel, hear } of listeners) if (channel === row.channel) hear(String(row.payload));
    }
  }

  return {
    broadcast(channel, payload) {
      const text = JSON.stringify(payload) ?? 'null';
      hub.announce(topicOf(channel), text);
      const seq = Number(add.run(channel, text, processIdentity).lastInsertRowid);
      if (seq % 100 === 0) trim.run(seq - keptRows);
    },
    listen(channel, onPayload, signal) {
      if (signal.aborted) return;
      if (listeners.size === 0) {
        read = Number(newest.get()?.seq);
        stopWatching = watchChanges(database, pollMs, readNew);
      }
      const listener = { channel, hear: (text: string) => pass(text, onPayload) };
      listeners.add(listener);
      const stopHearing = hub.hear(topicOf(channel), listener.hear);
      const stop = () => {
        stopHearing();
        listeners.delete(listener);
        if (listeners.size === 0) stopWatching?.();
      };
      signal.addEventListener('abort', stop, { once: true });
    },
    close() {
      stopWatching?.();
      database.close();
    },
  };
}

interface Listener {
  readonly channel: string;
  readonly hear: (text: string) => void;
}

/** A listener that throws is a bug of its own: neither the sender nor the other listeners must notice. */
function pass(text: string, onPayload: (payload: unknown) => void): void {
  try {
    onPayload(JSON.parse(text));
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

const topicOf = (channel: string) => `core:${channel}`;

function createTable(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS core_messages (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      channel TEXT NOT NULL,
      payload TEXT NOT NULL,
      sender TEXT NOT NULL
    )
  `);
}
