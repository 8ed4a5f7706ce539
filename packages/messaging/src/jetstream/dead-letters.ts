import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { type Msg, type MsgHdrs, headers as newHeaders } from '@nats-io/transport-node';
import { ReconcylError } from '@reconcyl/contracts';
import type { DeadLetter } from '../bus.ts';
import { readEvent } from '../read-event.ts';
import { isNobodyThere, isNoMessage, isNotFound, toUnavailable } from './errors.ts';
import { checkedConsumer, type Names } from './names.ts';
import type { Publish } from './publish.ts';

export interface BuryRequest {
  readonly consumer: string;
  readonly reason: string;
  readonly deliveryCount: number;
  readonly message: Msg;
  /** What names the message in its stream for ever. */
  readonly origin: string;
}

export interface DeadLetters {
  /** Stores a message as a dead letter. The same one a second time is the same letter. */
  readonly bury: (request: BuryRequest) => Promise<void>;
  readonly list: (limit: number, id?: string) => Promise<DeadLetter[]>;
  readonly redrive: (id: string) => Promise<boolean>;
}

/** What a letter says beside the message itself, whose own headers stand beside them. */
const said = {
  consumer: 'Reconcyl-Consumer',
  reason: 'Reconcyl-Reason',
  deliveries: 'Reconcyl-Deliveries',
  subject: 'Reconcyl-Subject',
  messageId: 'Reconcyl-Message-Id',
} as const;
const ours: readonly string[] = Object.values(said);

/** Letters that are read at once. */
const atOnce = 64;

/** Dead letters in a stream of their own: one subject each, whose end is the id. */
export function createDeadLetters(jsm: JetStreamManager, names: Names, publish: Publish): DeadLetters {
  async function bury({ consumer, reason, deliveryCount, message, origin }: BuryRequest): Promise<void> {
    const headers = headersWithout(message.headers, (name) => name.startsWith('Nats-'));
    headers.set(said.consumer, consumer);
    headers.set(said.reason, oneLine(reason));
    headers.set(said.deliveries, String(deliveryCount));
    headers.set(said.subject, message.subject);
    const messageId = message.headers?.get('Nats-Msg-Id') ?? '';
    if (messageId !== '') headers.set(said.messageId, messageId);
    const id = `${consumer}.${origin}`;
    await publish(names.deadLetter(id), message.data, { id, headers });
  }

  async function list(limit: number, id?: string): Promise<DeadLetter[]> {
    if (id !== undefined) {
      const letter = await find(id);
      return letter === undefined ? [] : [letterOf(letter)];
    }
    const letters: DeadLetter[] = [];
    const seqs = await newestSeqs(limit);
    for (let from = 0; from < seqs.length; from += atOnce) {
      const read = seqs
        .slice(from, from + atOnce)
        .map((seq) => orNothing(jsm.streams.getMessage(names.deadStream, { seq })));
      for (const letter of await Promise.all(read)) if (letter !== undefined) letters.push(letterOf(letter));
    }
    return letters;
  }

  async function newestSeqs(limit: number): Promise<number[]> {
    const { state } = await jsm.streams.info(names.deadStream, { deleted_details: true }).catch((error: unknown) => {
      throw toUnavailable(error);
    });
    const deleted = new Set(state.deleted ?? []);
    const seqs: number[] = [];
    for (let seq = state.last_seq; seq >= state.first_seq && seq > 0 && seqs.length < limit; seq -= 1) {
      if (state.messages > 0 && !deleted.has(seq)) seqs.push(seq);
    }
    return seqs;
  }

  function find(id: string): Promise<StoredMsg | undefined> {
    if (!isId(id)) return Promise.resolve(undefined);
    return orNothing(jsm.streams.getMessage(names.deadStream, { last_by_subj: names.deadLetter(id) }));
  }

  const letterOf = (letter: StoredMsg): DeadLetter => {
    const text = new TextDecoder().decode(letter.data);
    return {
      id: letter.subject.slice(names.deadLetter('').length),
      consumer: letter.header.get(said.consumer),
      reason: letter.header.get(said.reason),
      deliveryCount: Number(letter.header.get(said.deliveries)),
      diedAt: letter.time.toISOString(),
      event: readEvent(text),
      body: text,
    };
  };

  /**
   * First into the queue, then out of the letters: who dies between leaves a letter that was redriven, and redriving it once more
   * is dropped within the dedupe window. The id is new for each letter, so the event's own id does not stand in the way.
   */
  async function redrive(id: string): Promise<boolean> {
    const letter = await find(id);
    if (letter === undefined) return false;
    const consumer = checkedConsumer(letter.header.get(said.consumer));
    await mustExist(consumer);
    const headers = headersWithout(letter.header, (name) => name.startsWith('Nats-') || ours.includes(name));
    await publish(names.redrive(consumer), letter.data, { id: `redrive.${id}.${letter.seq}`, headers });
    return orNothing(jsm.streams.deleteMessage(names.deadStream, letter.seq)).then((deleted) => deleted === true);
  }

  /** Where nobody would ever take it, it would be lost. */
  async function mustExist(consumer: string): Promise<void> {
    const found = await orNothing(jsm.consumers.info(names.eventStream, consumer));
    if (found === undefined)
      throw new ReconcylError('RECON_UNAVAILABLE', `The message bus has no consumer ${consumer}.`);
  }

  return { bury, list, redrive };
}

/** `<consumer>.<seq>-<time>` */
const isId = (id: string) => /^[A-Za-z0-9_-]+\.\d+-\d+$/.test(id);

async function orNothing<Value>(promise: Promise<Value | null>): Promise<Value | undefined> {
  try {
    return (await promise) ?? undefined;
  } catch (error) {
    if (isNoMessage(error)) return undefined;
    if (isNotFound(error) && !isNobodyThere(error)) return undefined;
    throw toUnavailable(error);
  }
}

function headersWithout(from: MsgHdrs | undefined, isLeftOut: (name: string) => boolean): MsgHdrs {
  const copy = newHeaders();
  for (const [name, values] of from ?? []) {
    if (!isLeftOut(name)) for (const value of values) copy.append(name, value);
  }
  return copy;
}

/** Headers are lines. */
function oneLine(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 1000);
}
