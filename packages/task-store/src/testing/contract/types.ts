import type { TaskState } from '@reconcyl/contracts';
import type { TaskStore } from '../../task-store.ts';

export interface TaskStoreHarness {
  /** A new connection to the same durable state, such as another process or a restarted one would have. The suite closes it. */
  readonly open: () => Promise<TaskStore>;
  /** Loses everything that was written, as the store may; connections are open only if `canBeLostWhileOpen`. */
  readonly lose: () => Promise<void>;
  /** Called after all connections are closed: removes the state. */
  readonly destroy: () => Promise<void>;
}

export interface TaskStoreFeatures {
  /** Whether all can be lost under open connections, as when a server is started anew without its data. */
  readonly canBeLostWhileOpen: boolean;
}

export interface TaskStoreContract {
  readonly name: string;
  /** A harness over an empty store. */
  readonly create: () => Promise<TaskStoreHarness>;
  readonly features: TaskStoreFeatures;
}

/** What the parts of the suite work with; everything that it opens is closed after each test. */
export interface ContractContext {
  readonly features: TaskStoreFeatures;
  /** The first connection of this test. */
  readonly store: TaskStore;
  /** One more connection. */
  readonly open: () => Promise<TaskStore>;
  /** Closes all connections and gives a new one, which is then the first. */
  readonly reopen: () => Promise<TaskStore>;
  /** Loses everything, and gives the connection that there is then: the same where it can stay open. */
  readonly lose: () => Promise<TaskStore>;
  /** Writes tasks that are not there yet. */
  readonly write: (...states: TaskState[]) => Promise<void>;
  /** Aborted after the test: ends the feeds that it opened. */
  readonly end: AbortController;
}
