import type { TaskState, TaskStatus } from '@reconcyl/contracts';

export interface StoredTask {
  readonly state: TaskState;
  /** Grows with every write of the record; opaque beyond that. */
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
   * A write is announced to `changes`.
   */
  readonly put: (state: TaskState, expectedVersion: number) => Promise<boolean>;
  /** Newest acceptance first; records without acceptance time are not listed. Throws RECON_FIELD_INVALID for a wrong cursor. */
  readonly list: (query: ListQuery) => Promise<{ readonly items: TaskState[]; readonly nextCursor?: string }>;
  readonly delete: (tenant: string, taskId: string) => Promise<void>;
  /** States as they are written, also by other processes where the adapter can, until the signal is aborted. */
  readonly changes: (
    filter: { readonly tenant: string; readonly taskId?: string },
    signal: AbortSignal,
  ) => AsyncIterable<TaskState>;
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}
