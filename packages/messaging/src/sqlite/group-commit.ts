import type { DatabaseSync } from 'node:sqlite';
import { ReconcylError } from '@reconcyl/contracts';
import { toCodedError } from '@reconcyl/sqlite-kit';

export interface GroupCommit {
  /** Runs the work inside the next transaction; resolves with its result once that is durable. The work must be synchronous. */
  readonly write: <Result>(work: () => Result) => Promise<Result>;
  /**
   * The same for what may be done again: it survives the death of the process, but a power cut may take it back, as long as no
   * `write` has followed. It does not wait for the disk.
   */
  readonly writeLightly: <Result>(work: () => Result) => Promise<Result>;
  /** Commits what is queued now, and refuses all later work. */
  readonly close: () => void;
}

interface Entry {
  readonly durable: boolean;
  /** Runs the work and gives what settles its promise after the commit. */
  readonly apply: () => () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts all writes of one turn of the event loop into one transaction: a commit waits for the disk (about 1 ms), so a hundred
 * publishes at once must cost one commit and not a hundred. The database must be in WAL mode, with `synchronous` at FULL.
 */
export function createGroupCommit(database: DatabaseSync): GroupCommit {
  let queued: Entry[] = [];
  let closed = false;
  let synchronous = 'FULL';

  function flush(): void {
    const group = queued;
    queued = [];
    if (group.length > 0) commit(group);
  }

  function commit(group: readonly Entry[]): void {
    try {
      setSynchronous(group.some(({ durable }) => durable) ? 'FULL' : 'NORMAL');
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

  /** In WAL mode a NORMAL commit only writes; the next FULL one syncs the log with all that stands in it. */
  function setSynchronous(wanted: 'FULL' | 'NORMAL'): void {
    if (wanted === synchronous) return;
    database.exec(`PRAGMA synchronous = ${wanted}`);
    synchronous = wanted;
  }

  function enqueue<Result>(work: () => Result, durable: boolean): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (closed) {
        reject(new ReconcylError('RECON_UNAVAILABLE', 'The connection is closed.'));
        return;
      }
      if (queued.length === 0) setImmediate(flush);
      queued.push({
        durable,
        apply: () => {
          const result = work();
          return () => resolve(result);
        },
        reject,
      });
    });
  }

  return {
    write: (work) => enqueue(work, true),
    writeLightly: (work) => enqueue(work, false),
    close() {
      closed = true;
      flush();
    },
  };
}
