import type { Bus, ConsumeOptions, Consumer, Handler } from '../../bus.ts';

export interface BusHarness {
  /** A new connection to the same durable state, such as another process or a restarted one would have. The suite closes it. */
  readonly open: () => Promise<Bus>;
  /** Puts bytes that need not be an event into the queue of a consumer, as another program or version might. */
  readonly inject: (consumer: string, bytes: Uint8Array) => Promise<void>;
  /** Called after all connections are closed: removes the state. */
  readonly destroy: () => Promise<void>;
}

export interface MessagingFeatures {
  /** The shortest `ackWaitMs` that the bus keeps exactly enough to be tested with. */
  readonly shortestAckWaitMs: number;
}

export interface MessagingContract {
  readonly name: string;
  /** A harness over an empty bus. */
  readonly create: () => Promise<BusHarness>;
  readonly features: MessagingFeatures;
}

/** What the parts of the suite work with; everything that it opens is closed after each test. */
export interface ContractContext {
  readonly features: MessagingFeatures;
  readonly open: () => Promise<Bus>;
  readonly inject: BusHarness['inject'];
  /** Closes a connection before the end of the test. */
  readonly close: (bus: Bus) => Promise<void>;
  /** A consumer named `worker` of `stage.started` events, one at a time, unless told otherwise. */
  readonly consume: (bus: Bus, options: Partial<ConsumeOptions> & { readonly handler: Handler }) => Promise<Consumer>;
}
