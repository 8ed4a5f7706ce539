import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { ConsumerDeclaration } from '../traffic.ts';
import type { Names } from './names.ts';

/** The bounds of the streams. */
export interface StreamSettings {
  /** Servers that keep a copy; more than one needs a cluster. Default 1. */
  readonly replicas?: number | undefined;
  /** How long an event is kept, whether it was worked on or not. Default 14 days: the longest queue and a week. */
  readonly maxAgeMs?: number | undefined;
  /** Most bytes of events. Beyond, publishing is refused: nothing that waits is dropped. Default 4 GiB. */
  readonly maxBytes?: number | undefined;
  /** A repeated event id is dropped for this long. Default 10 minutes. */
  readonly dedupeWindowMs?: number | undefined;
  /** The newest dead letters that are kept. Default 10,000. */
  readonly maxDeadLetters?: number | undefined;
  /** Most bytes of dead letters; the oldest make room. Default 256 MiB. */
  readonly maxDeadBytes?: number | undefined;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Far more than one event has: they carry references, never contents. */
const maxEventBytes = 256 * 1024;
/**
 * Most messages of one consumer that are out at once, over all its processes and with those that wait for a delay: mails to one
 * address that wait for their hour must not hold up those to others. Workers ask for one at a time, so it bounds nothing else.
 */
const maxAckPending = 20_000;

export type StreamDeclaration = Partial<StreamConfig> & { readonly name: string };

/** Both streams: what was published, and what died. */
export function declareStreams(names: Names, settings: StreamSettings): StreamDeclaration[] {
  const { replicas = 1, maxAgeMs = 14 * dayMs, maxBytes = 4 * 1024 ** 3, dedupeWindowMs = 10 * minuteMs } = settings;
  const { maxDeadLetters = 10_000, maxDeadBytes = 256 * 1024 ** 2 } = settings;
  const common = { storage: StorageType.File, retention: RetentionPolicy.Limits, num_replicas: replicas };
  return [
    {
      ...common,
      name: names.eventStream,
      description: 'Events of Reconcyl, and dead letters that were put back into the queue of their consumer',
      subjects: [names.allEvents, names.allRedrives],
      // What is refused is found by the sweep; what `old` would drop may be work that nobody has done yet.
      discard: DiscardPolicy.New,
      max_age: nanos(maxAgeMs),
      max_bytes: maxBytes,
      max_msg_size: maxEventBytes,
      duplicate_window: nanos(Math.min(dedupeWindowMs, maxAgeMs)),
    },
    {
      ...common,
      name: names.deadStream,
      description: 'Messages of Reconcyl that a consumer rejected, one subject each',
      subjects: [names.allDeadLetters],
      discard: DiscardPolicy.Old,
      max_msgs: maxDeadLetters,
      // A letter that is sent twice is one letter, however late the second one comes.
      max_msgs_per_subject: 1,
      max_bytes: maxDeadBytes,
      duplicate_window: nanos(2 * minuteMs),
    },
  ];
}

export type ConsumerSettings = Partial<ConsumerConfig> & {
  readonly durable_name: string;
  readonly filter_subjects: string[];
  readonly ack_wait: number;
};

/** The durable consumer of a declaration. */
export function declareConsumer(names: Names, { name, types, lane, ackWaitMs }: ConsumerDeclaration): ConsumerSettings {
  return {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    replay_policy: ReplayPolicy.Instant,
    ack_wait: nanos(ackWaitMs),
    // Tries are counted where they are judged, in the object store: here an exhausted count would end a message in silence.
    max_deliver: -1,
    max_ack_pending: maxAckPending,
    filter_subjects: [...types.map((type) => names.eventsOf(type, lane)), names.redrive(name)],
  };
}

/** Where a consumer begins that is new: with what is published from then on, or from a moment. */
export function startOf(from: Date | undefined): Partial<ConsumerConfig> {
  if (from === undefined) return { deliver_policy: DeliverPolicy.New };
  return { deliver_policy: DeliverPolicy.StartTime, opt_start_time: from.toISOString() };
}
