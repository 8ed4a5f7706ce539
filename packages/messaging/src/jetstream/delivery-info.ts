import type { Msg } from '@nats-io/transport-node';

/** What the server says of a delivery, in the subject that answers to it go to. */
export interface DeliveryInfo {
  /** From 1, for this consumer. */
  readonly deliveryCount: number;
  /** The place of the message in its stream. */
  readonly streamSeq: number;
  /** When it was stored, in nanoseconds as the server writes them: with `streamSeq` it names a message for ever. */
  readonly storedAt: string;
}

/**
 * `$JS.ACK.<stream>.<consumer>.<count>.<stream seq>.<consumer seq>.<stored at>.<pending>`; servers with domains put domain and
 * account before the stream, and may add to the end. Throws when it is no such subject.
 */
export function readDeliveryInfo({ reply = '' }: Pick<Msg, 'reply'>): DeliveryInfo {
  const tokens = reply.split('.');
  if (!reply.startsWith('$JS.ACK.') || tokens.length < 9) throw new TypeError('Not a message of a consumer.');
  const [deliveryCount = '', streamSeq = '', , storedAt = ''] = tokens.slice(tokens.length === 9 ? 4 : 6);
  return { deliveryCount: Number(deliveryCount), streamSeq: Number(streamSeq), storedAt };
}
