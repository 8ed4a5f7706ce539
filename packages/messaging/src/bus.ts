import type { EventType, Lane, ReconcylEvent } from '@reconcyl/contracts';

/** What a handler says of a message. A throw means a bug or an outage and counts as `retry` with the consumer's backoff. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Come again after this long; not a failure of the message. */
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  /** Never again: goes to the dead letters with its reason. */
  | { readonly kind: 'reject'; readonly reason: string };

export const done: Outcome = { kind: 'done' };
export const retry = (afterMs: number, reason: string): Outcome => ({ kind: 'retry', afterMs, reason });
export const reject = (reason: string): Outcome => ({ kind: 'reject', reason });

export interface Delivery {
  readonly event: ReconcylEvent;
  /** From 1; counts every delivery of this message to this consumer, also those after a crash or a retry. */
  readonly deliveryCount: number;
  /** Aborted when the consumer shuts down and its grace period is over, or when the message was taken from this worker. */
  readonly signal: AbortSignal;
  /** Says that the work goes on, so that the message is not given to another worker. Call it before half of `ackWaitMs`. */
  readonly heartbeat: () => Promise<void>;
}

export type Handler = (delivery: Delivery) => Promise<Outcome>;

export interface ConsumeOptions {
  /** Durable name: consumers of one name compete for its messages, also across processes. */
  readonly name: string;
  readonly types: readonly EventType[];
  /** Only this lane; all lanes when absent. */
  readonly lane?: Lane | undefined;
  /** Most messages worked on at once by this consumer. */
  readonly concurrency: number;
  /** Without heartbeat for this long a message is given to another worker. */
  readonly ackWaitMs: number;
  readonly handler: Handler;
  /** Told about a throw of the handler, before the message is delivered again. */
  readonly onError?: ((error: unknown, event: ReconcylEvent) => void) | undefined;
}

export interface Consumer {
  /** Takes no new message; those in hand go on. */
  readonly pause: () => void;
  readonly resume: () => void;
  /**
   * Takes no new message and waits until those in hand are settled; after `graceMs` their signal is aborted, and what is still
   * not settled then is given back at once for another worker.
   */
  readonly close: (graceMs: number) => Promise<void>;
}

export interface DeadLetter {
  readonly id: string;
  readonly consumer: string;
  readonly reason: string;
  readonly deliveryCount: number;
  readonly diedAt: string;
  /** Absent when this version cannot read the message as an event: it is of another version, or was never one of ours. */
  readonly event?: ReconcylEvent | undefined;
  /** The message as it came. Bytes that are no text are shown as replacement characters; `redrive` puts back the bytes themselves. */
  readonly body: string;
}

export interface ConsumerLag {
  readonly consumer: string;
  /** Messages not yet delivered. */
  readonly waiting: number;
  /** Messages delivered and not settled. */
  readonly inFlight: number;
  /** Age of the oldest unsettled message, by the store's clock. */
  readonly oldestAgeMs: number;
}

/**
 * The port to the message bus: at-least-once, durable, competing consumers.
 * Consumers are created before the first publish that they must see; a consumer of a known name goes on where it was.
 */
export interface Bus {
  /** Resolves when the event is durable. An event whose id was published before is dropped (within the dedupe window). */
  readonly publish: (event: ReconcylEvent) => Promise<void>;
  readonly consume: (options: ConsumeOptions) => Promise<Consumer>;
  /** Sends a core message: not stored, only to those who listen now, also across processes where the adapter can. */
  readonly broadcast: (channel: string, payload: unknown) => Promise<void>;
  /** Listens to core messages until the signal is aborted. */
  readonly listen: (channel: string, onPayload: (payload: unknown) => void, signal: AbortSignal) => Promise<void>;
  /** Newest first, 100 unless told otherwise; with an id only that one. */
  readonly deadLetters: (options?: {
    readonly limit?: number | undefined;
    readonly id?: string | undefined;
  }) => Promise<DeadLetter[]>;
  /** Puts a dead letter back into its consumer's queue; false when there is none with this id. */
  readonly redrive: (deadLetterId: string) => Promise<boolean>;
  readonly lag: () => Promise<ConsumerLag[]>;
  /** Rejects when the bus cannot be reached. */
  readonly ping: () => Promise<void>;
  /** Closes the connection; consumers must be closed before. */
  readonly close: () => Promise<void>;
}
