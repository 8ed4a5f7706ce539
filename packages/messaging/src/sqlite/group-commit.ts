import type { DatabaseSync } from 'node:sqlite';
import { ReconcylError } from '@reconcyl/contracts';
import { toCodedError } from './sqlite-errors.ts';

export interface GroupCommit {
  /** Runs the work inside the next transaction; resolves with its result once that is durable. The work must be synchronous. */
  readonly write: <Result>(work: () => Result) => Promise<Result>;
  /** Commits what is queued now, and refuses all later work. */
  readonly close: () => void;
}

interface Entry {
  /** Runs the work and gives what settles its promise after the commit. */
  readonly apply: () => () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts all writes of one turn of the event loop into one transaction: a commit waits for the disk (about 1 ms), so a hundred
 * publishes at once must cost one commit and not a hundred.
 */
export function createGroupCommit(database: DatabaseSync): GroupCommit {
  let queued: Entry[] = [];
  let closed = false;

  function flush(): void {
    const group = queued;
    queued = [];
    if (group.length > 0) commit(group);
  }

  function commit(group: readonly Entry[]): void {
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      for (const entry of group) entry.reject(toCodedError(error));
      return;
    }
    let settles: (() => void)[];
    try {
      settles = group.map((entry) => entry.apply());
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      const [only, ...others] = group;
      if (others.length === 0) only?.reject(toCodedError(error));
      // One bad write must not fail the others of its group.
      else for (const entry of group) commit([entry]);
      return;
    }
    for (const settle of settles) settle();
  }

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new ReconcylError('RECON_UNAVAILABLE', 'The connection is closed.'));
          return;
        }
        if (queued.length === 0) setImmediate(flush);
        queued.push({
          apply: () => {
            const result = work();
            return () => resolve(result);
          },
          reject,
        });
      }),
    close() {
      closed = true;
      flush();
    },
  };
}
