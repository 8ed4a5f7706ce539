import type { ObjectStore } from '../../object-store.ts';

export interface ObjectStoreHarness {
  /** A new connection to the same objects, such as another process or a restarted one would have. The suite closes it. */
  readonly open: () => Promise<ObjectStore>;
  /** Called after all connections are closed: removes the objects. */
  readonly destroy: () => Promise<void>;
}

export interface ObjectStoreFeatures {
  /** Whether `presignGet` gives links. */
  readonly presigns: boolean;
  /** Whether the free space is known. */
  readonly knowsFreeBytes: boolean;
  /** Whether an etag changes with every put, also of the same bytes. Where it is that of the bytes, they are what if-match compares. */
  readonly etagOfEveryPut: boolean;
  /** Whether one of several wins who put a large body if absent at the same time. Where not, all may: each believes that it was first. */
  readonly writesLargeOnce: boolean;
  /** Whether keys are listed in the order of their bytes. Where they are not, each folder is in order, and pages still make up the whole. */
  readonly listsInKeyOrder: boolean;
  /** Size of the body that is streamed to see that it does not pass through memory as a whole. */
  readonly bigBodyBytes: number;
}

export interface ObjectStoreContract {
  readonly name: string;
  /** A harness over an empty store. */
  readonly create: () => Promise<ObjectStoreHarness>;
  readonly features: ObjectStoreFeatures;
}

/** What the parts of the suite work with; everything that it opens is closed after each test. */
export interface ContractContext {
  readonly features: ObjectStoreFeatures;
  readonly open: () => Promise<ObjectStore>;
  /** The connection that each test begins with. */
  readonly store: () => ObjectStore;
}
