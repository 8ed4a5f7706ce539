import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { toUnavailable } from './errors.ts';
import { checkedChannel, type Names } from './names.ts';

export interface CoreMessages {
  readonly broadcast: (channel: string, payload: unknown) => Promise<void>;
  readonly listen: (channel: string, onPayload: (payload: unknown) => void, signal: AbortSignal) => Promise<void>;
}

/** How long `listen` waits until the server knows of it; what comes later is heard all the same. */
const knownWithinMs = 2000;

/** Messages that nobody keeps: those of NATS itself. While the connection is lost they are dropped. */
export function createCoreMessages(connection: Connection, names: Names): CoreMessages {
  const { client } = connection;
  return {
    async broadcast(channel, payload) {
      const subject = names.core(checkedChannel(channel));
      const text = JSON.stringify(payload) ?? 'null';
      try {
        if (connection.isConnected() || client.isClosed()) client.publish(subject, text);
      } catch (error) {
        throw toUnavailable(error);
      }
    },
    async listen(channel, onPayload, signal) {
      const subject = names.core(checkedChannel(channel));
      if (signal.aborted) return;
      try {
        const subscription = client.subscribe(subject, {
          callback: (error, message) => {
            if (error === null && !signal.aborted) pass(() => onPayload(message.json()));
          },
        });
        const end = () => {
          if (!client.isClosed() && !subscription.isClosed()) subscription.unsubscribe();
        };
        signal.addEventListener('abort', end, { once: true });
        void subscription.closed.then(() => signal.removeEventListener('abort', end));
        await Promise.race([client.flush(), wait(knownWithinMs, undefined, { ref: false })]).catch(() => undefined);
      } catch (error) {
        throw toUnavailable(error);
      }
    },
  };
}

/** A listener that throws is a bug of its own: neither the sender nor the other listeners must notice. */
function pass(hear: () => void): void {
  try {
    hear();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
