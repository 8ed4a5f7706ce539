import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ObjectReference,
  type OutcomeDocument,
  objectKeys,
  ReconcylError,
  type ResultRole,
  resultRoles,
} from '@reconcyl/contracts';
import { resultFiles } from '@reconcyl/engine/result';
import type { ObjectStore } from '@reconcyl/object-store';
import type { Scratch } from '@reconcyl/service-kit';
import { download } from './download.ts';
import { lazyFolder } from './lazy-folder.ts';

export type CompletedOutcome = OutcomeDocument & { status: 'completed' };
type ResultFile = readonly [role: ResultRole, reference: ObjectReference];

interface Entry {
  readonly sizeBytes: number;
  readonly ready: Promise<string>;
  users: number;
}

export interface ResultCacheOptions {
  readonly store: ObjectStore;
  readonly scratch: Scratch;
  /** Most bytes that the files of all results may take. */
  readonly maxBytes: number;
}

/**
 * Local copies of the results that are being paged through. Bounded: the one that was not used for longest makes room, never one in
 * use. `withResult` throws RECON_WORK_TOO_LARGE for a result that alone is too large, RECON_BUSY when all room is in use.
 */
export function createResultCache({ store, scratch, maxBytes }: ResultCacheOptions) {
  const folder = lazyFolder(scratch, 'results');
  /** In the order of their last use. */
  const entries = new Map<string, Entry>();
  let copies = 0;

  function makeRoom(sizeBytes: number): void {
    if (sizeBytes > maxBytes) {
      throw new ReconcylError(
        'RECON_WORK_TOO_LARGE',
        'The result is too large to be paged through; its reports are not.',
      );
    }
    let usedBytes = [...entries.values()].reduce((sum, entry) => sum + entry.sizeBytes, 0);
    for (const [name, entry] of entries) {
      if (usedBytes + sizeBytes <= maxBytes) return;
      if (entry.users > 0) continue;
      entries.delete(name);
      usedBytes -= entry.sizeBytes;
      entry.ready.then((path) => rm(path, { recursive: true, force: true })).catch(() => undefined);
    }
    if (usedBytes + sizeBytes > maxBytes) throw new ReconcylError('RECON_BUSY');
  }

  async function copy(files: readonly ResultFile[]): Promise<string> {
    copies += 1;
    const path = join(await folder.path(), String(copies));
    try {
      await mkdir(path, { mode: 0o700 });
      for (const [role, reference] of files) await download(store, reference, join(path, resultFiles[role]));
      return path;
    } catch (error) {
      await rm(path, { recursive: true, force: true });
      throw error;
    }
  }

  function take(name: string, files: readonly ResultFile[]): Entry {
    const known = entries.get(name);
    if (known !== undefined) {
      entries.delete(name);
      entries.set(name, known);
      return known;
    }
    const sizeBytes = files.reduce((sum, [, reference]) => sum + reference.sizeBytes, 0);
    makeRoom(sizeBytes);
    const entry: Entry = { sizeBytes, users: 0, ready: copy(files) };
    entries.set(name, entry);
    entry.ready.catch(() => entries.delete(name));
    return entry;
  }

  return {
    /** Calls `use` with the folder of the result's files, which stay there until it is done. */
    async withResult<T>(
      found: { readonly tenant: string; readonly taskId: string },
      outcome: CompletedOutcome,
      use: (path: string) => Promise<T>,
    ): Promise<T> {
      const name = `${found.tenant}/${found.taskId}/${outcome.attempt}`;
      const entry = take(name, filesOf(found.tenant, found.taskId, outcome));
      entry.users += 1;
      try {
        return await use(await entry.ready);
      } finally {
        entry.users -= 1;
      }
    },
    close: () => folder.close(),
  };
}
export type ResultCache = ReturnType<typeof createResultCache>;

/** The objects of a result. Keys are computed, not believed. */
function filesOf(tenant: string, taskId: string, { attempt, result }: CompletedOutcome): ResultFile[] {
  return resultRoles.flatMap((role): ResultFile[] => {
    const reference = result[role];
    if (reference === undefined) return [];
    const key = objectKeys.result(tenant, taskId, attempt, role, reference.sha256);
    if (reference.key !== key) throw new ReconcylError('RECON_INTERNAL');
    return [[role, reference]];
  });
}
