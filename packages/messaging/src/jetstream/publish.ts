import { setTimeout as wait } from 'node:timers/promises';
import { PubHeaders } from '@nats-io/jetstream';
import { type MsgHdrs, headers as newHeaders } from '@nats-io/transport-node';
import { ReconcylError } from '@reconcyl/contracts';
import type { Connection } from './connection.ts';
import { isForbidden, isNobodyThere, toUnavailable } from './errors.ts';

export interface Stored {
  readonly stream: string;
  readonly seq: number;
}

export type Publish = (
  subject: string,
  body: string | Uint8Array,
  options: { readonly id: string; readonly headers?: MsgHdrs | undefined },
) => Promise<Stored>;

/** For one try; a server that writes each message to the disk answers in milliseconds, a busy one in a second. */
const tryMs = 2000;
const betweenMs = 100;

/**
 * Publishes into a stream and resolves when the server has stored it, or had before under the same id. Tries again until
 * `withinMs` are over: the id makes that harmless. Rejects with RECON_UNAVAILABLE; whether it is stored then, nobody knows.
 * `onMissing` is called when no stream takes it.
 */
export function createPublish(connection: Connection, withinMs: number, onMissing: () => Promise<unknown>): Publish {
  return async (subject, body, { id, headers = newHeaders() }) => {
    headers.set(PubHeaders.MsgIdHdr, id);
    const until = performance.now() + withinMs;
    const leftMs = () => until - performance.now();
    for (;;) {
      try {
        await connection.connected(leftMs());
        const answer = await connection.request(subject, body, { withinMs: clamp(leftMs(), 1, tryMs), headers });
        return readAnswer(answer.json());
      } catch (error) {
        const isFinal = error instanceof StreamRefusal || isForbidden(error) || connection.client.isClosed();
        if (isFinal || leftMs() <= betweenMs) throw toUnavailable(error);
        if (isNobodyThere(error)) await onMissing().catch(() => undefined);
        await wait(clamp(leftMs(), 1, betweenMs));
      }
    }
  };
}

/** The stream has an answer, and it is no: full, or the message too large. Another try at once would be in vain. */
class StreamRefusal extends ReconcylError {}

function readAnswer(answer: unknown): Stored {
  const { stream, seq, error } = answer as Partial<Stored> & { readonly error?: { readonly description?: string } };
  if (error !== undefined) {
    throw new StreamRefusal('RECON_UNAVAILABLE', `The message bus takes nothing: ${error.description ?? 'no reason'}.`);
  }
  if (typeof stream !== 'string' || typeof seq !== 'number') throw new Error('An answer that is none of a stream.');
  return { stream, seq };
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
