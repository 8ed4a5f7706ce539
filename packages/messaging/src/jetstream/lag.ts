import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import type { ConsumerLag } from '../bus.ts';
import { isNoMessage } from './errors.ts';
import type { Names } from './names.ts';

/** All consumers of the stream of events, as the server sees them now. */
export async function readConsumers(jsm: JetStreamManager, names: Names): Promise<ConsumerInfo[]> {
  const found: ConsumerInfo[] = [];
  for await (const info of jsm.consumers.list(names.eventStream)) found.push(info);
  return found;
}

/** How far each consumer is behind, by name. */
export async function lagOfAll(
  jsm: JetStreamManager,
  names: Names,
  consumers: readonly ConsumerInfo[],
): Promise<ConsumerLag[]> {
  const lags = await Promise.all(consumers.map((info) => lagOf(jsm, names, info)));
  return lags.sort((left, right) => (left.consumer < right.consumer ? -1 : 1));
}

async function lagOf(jsm: JetStreamManager, names: Names, info: ConsumerInfo): Promise<ConsumerLag> {
  const { name, num_pending: waiting, num_ack_pending: inFlight } = info;
  const oldestAgeMs = waiting + inFlight === 0 ? 0 : await oldestAge(jsm, names, info);
  return { consumer: name, waiting, inFlight, oldestAgeMs };
}

/** Everything up to the floor is settled, so the first message behind it that the consumer wants is the oldest that is not. */
async function oldestAge(jsm: JetStreamManager, names: Names, info: ConsumerInfo): Promise<number> {
  const { filter_subjects: subjects = [], filter_subject: subject } = info.config;
  const filters = subject === undefined || subject === '' ? subjects : [subject];
  const seq = info.ack_floor.stream_seq + 1;
  const firsts = await Promise.all(
    filters.map((filter) => {
      const query = { seq, next_by_subj: filter };
      return jsm.streams.getMessage(names.eventStream, query).catch(orNothing);
    }),
  );
  const times = firsts.flatMap((first) => (first == null ? [] : [first.time.getTime()]));
  const serverNow = info.ts === undefined ? Date.now() : Date.parse(info.ts);
  return times.length === 0 ? 0 : Math.max(0, serverNow - Math.min(...times));
}

function orNothing(error: unknown): undefined {
  if (!isNoMessage(error)) throw error;
}
