import type { TaskState, TaskStatus } from '@reconcyl/contracts';

export interface StoredTask {
  readonly state: TaskState;
  /** Grows with every write of the record, also over a deletion or the loss of a store that is open; opaque beyond that. */
  readonly version: number;
}

export interface ListQuery {
  readonly tenant: string;
  readonly status?: TaskStatus | undefined;
  readonly name?: string | undefined;
  /** From the end of an earlier page. */
  readonly cursor?: string | undefined;
  /** 1 to 200. */
  readonly limit: number;
}

/**
 * The port to the task store: one record a reconciliation, written by the status service alone. It makes reading fast and may
 * be lost whole: it is rebuilt from the object store.
 */
export interface TaskStore {
  readonly get: (tenant: string, taskId: string) => Promise<StoredTask | undefined>;
  /**
   * Writes the record if it still has this version (0: there is none). Gives false when another write came between.
   * A write is announced to `changes`. A write that rejects may have been done all the same.
   */
  readonly put: (state: TaskState, expectedVersion: number) => Promise<boolean>;
  /** Newest acceptance first; records without acceptance time are not listed. Throws RECON_FIELD_INVALID for a wrong cursor. */
  readonly list: (query: ListQuery) => Promise<{ readonly items: TaskState[]; readonly nextCursor?: string }>;
  readonly delete: (tenant: string, taskId: string) => Promise<void>;
  /**
   * States as they are written, also by other processes, until the signal is aborted. Where the store was away for a while, the
   * states that changed meanwhile are told once it is back, maybe a second time; not those between.
   */
  readonly changes: (
    filter: { readonly tenant: string; readonly taskId?: string },
    signal: AbortSignal,
  ) => AsyncIterable<TaskState>;
  /**
   * Says which store this is: text that is the same as long as nothing that was written is lost, and another one afterwards. Who
   * fills the store compares it with that of the time when it began to.
   */
  readonly epoch: () => Promise<string>;
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}
