import { createHash } from 'node:crypto';
import type { DroppedPair, DroppedVersion } from '@reconcyl/contracts';
import { uuidOfHash } from '../upload/task-ids.ts';
import type { DroppedFile, DroppedFiles } from './dropped-files.ts';

/** Both files of a name, and its ruleset if it has one. */
export interface CompleteFiles {
  readonly source: DroppedFile;
  readonly target: DroppedFile;
  readonly ruleset?: DroppedFile | undefined;
}

/** The files, once both are there. */
export function completeFiles({ source, target, ruleset }: DroppedFiles): CompleteFiles | undefined {
  return source === undefined || target === undefined ? undefined : { source, target, ruleset };
}

/** What identifies a run: the versions of its files. */
export function pairOf({ source, target, ruleset }: CompleteFiles): DroppedPair {
  const version = ({ etag, sizeBytes }: DroppedFile): DroppedVersion => ({ etag, sizeBytes });
  return {
    source: version(source),
    target: version(target),
    ...(ruleset === undefined ? {} : { ruleset: version(ruleset) }),
  };
}

/** The id of the run of a pair: whoever finds the pair, and however often, means the same run. */
export function dropTaskId(tenant: string, name: string, { source, target, ruleset }: DroppedPair): string {
  const parts = [source, target, ruleset].map((version) => (version ? `${version.etag} ${version.sizeBytes}` : ''));
  return uuidOfHash(
    createHash('sha256')
      .update(['drop', tenant, name, ...parts].join('\0'))
      .digest(),
  );
}

/** The id under which a pair is listed that was never run. Not that of its run: the same files may be dropped once more, and run. */
export function supersededTaskId(tenant: string, name: string, pair: DroppedPair): string {
  return uuidOfHash(
    createHash('sha256')
      .update(`superseded\0${dropTaskId(tenant, name, pair)}`)
      .digest(),
  );
}

export function isSamePair(one: DroppedPair, other: DroppedPair): boolean {
  return (['source', 'target', 'ruleset'] as const).every((role) => isSame(one[role], other[role]));
}

/** Whether only part of a pair is new: the rest may be on its way. A ruleset mostly stays, so both files make a new pair. */
export function isMixture(last: DroppedPair, next: DroppedPair): boolean {
  return isSame(last.source, next.source) || isSame(last.target, next.target);
}

/**
 * Whether one file is new and the other one still that of an earlier pair. In a bucket the same bytes are the same version: put there
 * again after that pair, they count as new.
 */
export function isHalfNew(
  earlier: { readonly pair: DroppedPair; readonly droppedAt: string },
  { source, target }: CompleteFiles,
): boolean {
  const isNew = (file: DroppedFile, version: DroppedVersion) =>
    !isSame(version, file) || file.modifiedAt > new Date(earlier.droppedAt);
  return isNew(source, earlier.pair.source) !== isNew(target, earlier.pair.target);
}

function isSame(one: DroppedVersion | undefined, other: DroppedVersion | undefined): boolean {
  return one?.etag === other?.etag && one?.sizeBytes === other?.sizeBytes;
}
