import { setTimeout as wait } from 'node:timers/promises';
import { type Msg, nanos } from '@nats-io/transport-node';
import type { Connection } from './connection.ts';
import { isForbidden, isNobodyThere } from './errors.ts';

/** What a consumer's server says to one who asks for a message. */
export type Asked =
  | { readonly kind: 'message'; readonly message: Msg }
  /** Nothing came, or the question was withdrawn: ask again, if still wanted. */
  | { readonly kind: 'nothing' }
  /** There is no such consumer, or its server is not up yet. */
  | { readonly kind: 'gone' }
  /** It may not ask, or not now. */
  | { readonly kind: 'refused'; readonly why: string };

export interface AskTimes {
  /** How long the server keeps the question. */
  readonly expiresMs: number;
  /** How often it says meanwhile that it still does; a silence of more than two of these ends the question. */
  readonly heartbeatMs: number;
}

export const askTimes: AskTimes = { expiresMs: 30_000, heartbeatMs: 5000 };

/** For the last messages that may be on their way when a question is withdrawn. */
const drainMs = 2000;

/**
 * Asks a pull consumer for one message, and waits. One question is for one message, and each has an inbox of its own: so a
 * worker has in hand what it works on and nothing more, and nothing that belongs to an earlier question is taken for an answer.
 *
 * When the signal is aborted the question is withdrawn: what the server sent before it heard of that is still given, and
 * afterwards nothing comes.
 */
export async function askForOne(
  connection: Connection,
  subject: string,
  withdraw: AbortSignal,
  { expiresMs, heartbeatMs }: AskTimes = askTimes,
): Promise<Asked> {
  if (withdraw.aborted) return { kind: 'nothing' };
  const { client } = connection;
  const { promise, resolve } = Promise.withResolvers<Asked>();
  const inbox = connection.newInbox();
  let silence: NodeJS.Timeout | undefined;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => void giveUp(), 2 * heartbeatMs + 1000);
  };
  const subscription = client.subscribe(inbox, {
    callback(error, message) {
      if (error !== null) return resolve({ kind: 'refused', why: error.message });
      const asked = readAnswer(inbox, message);
      if (asked === 'still asked') listen();
      else resolve(asked);
    },
  });

  /** Answers that are on their way come before the server's word that it has forgotten the inbox. */
  async function giveUp(): Promise<void> {
    if (connection.isConnected()) {
      await Promise.race([subscription.drain(), wait(drainMs, undefined, { ref: false })]).catch(() => undefined);
    }
    resolve({ kind: 'nothing' });
  }

  const onWithdraw = () => void giveUp();
  const stopHearing = connection.onLost(() => resolve({ kind: 'nothing' }));
  withdraw.addEventListener('abort', onWithdraw, { once: true });
  try {
    listen();
    const question = { batch: 1, expires: nanos(expiresMs), idle_heartbeat: nanos(heartbeatMs) };
    client.publish(subject, JSON.stringify(question), { reply: inbox });
    return await promise;
  } catch (error) {
    if (client.isClosed()) return { kind: 'nothing' };
    if (isForbidden(error) || !isNobodyThere(error)) return { kind: 'refused', why: String(error) };
    return { kind: 'gone' };
  } finally {
    clearTimeout(silence);
    stopHearing();
    withdraw.removeEventListener('abort', onWithdraw);
    if (!client.isClosed() && !subscription.isClosed() && !subscription.isDraining()) subscription.unsubscribe();
  }
}

/** Messages come under the subject that they were published to; what the server itself says, under the inbox. */
function readAnswer(inbox: string, message: Msg): Asked | 'still asked' {
  if (message.subject !== inbox) return { kind: 'message', message };
  const { code = 0, description = '' } = message.headers ?? {};
  switch (code) {
    case 100:
      return 'still asked';
    case 404:
    case 408:
      return { kind: 'nothing' };
    case 503:
      return { kind: 'gone' };
    case 409:
      // The consumer or its stream was deleted, or its server stops, or another one leads it now.
      return /exceeded/i.test(description) ? { kind: 'refused', why: description } : { kind: 'gone' };
    default:
      return { kind: 'refused', why: `${code} ${description}`.trim() };
  }
}
