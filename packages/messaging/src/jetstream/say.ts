import { setTimeout as wait } from 'node:timers/promises';
import type { Msg } from '@nats-io/transport-node';
import type { Connection } from './connection.ts';
import { isForbidden, isNobodyThere, toUnavailable } from './errors.ts';

/** What shall become of a message that was delivered. */
export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly afterMs: number }
  | { readonly kind: 'dead'; readonly reason: string };

const tryMs = 2000;
const betweenMs = 100;

/**
 * Says what shall become of a message, and resolves when the server has noted it. Says it again after an outage, as long as the
 * message is this worker's. A server that knows nothing of the consumer any more has nothing to note.
 */
export async function say(
  connection: Connection,
  /** The newest delivery of it. */
  message: () => Msg,
  answer: Answer,
  isMine: () => boolean,
): Promise<void> {
  for (;;) {
    try {
      await connection.connected(tryMs);
      await connection.request(message().reply ?? '', wordsOf(answer), { withinMs: tryMs });
      return;
    } catch (error) {
      if (isNobodyThere(error)) return;
      if (!isMine() || isForbidden(error) || connection.client.isClosed()) throw toUnavailable(error);
      await wait(betweenMs);
    }
  }
}

function wordsOf(answer: Answer): string {
  switch (answer.kind) {
    case 'done':
      return '+ACK';
    case 'dead':
      return `+TERM ${answer.reason.slice(0, 200)}`;
    case 'again':
      return answer.afterMs > 0 ? `-NAK {"delay":${Math.round(answer.afterMs * 1e6)}}` : '-NAK';
  }
}
