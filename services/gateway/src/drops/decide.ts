import type { DropDocument, DroppedPair, OutcomeDocument, Pairing } from '@reconcyl/contracts';
import type { DroppedFile, DroppedFiles } from './dropped-files.ts';
import { type CompleteFiles, completeFiles, isHalfNew, isMixture, isSamePair, pairOf } from './pair.ts';

/** How far the last run of a name is, as the objects say. */
export type LastRun =
  /** Nobody has accepted it yet, or whoever began to do so has died. */
  | { readonly kind: 'claimed' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'working' }
  | { readonly kind: 'ended'; readonly outcome: OutcomeDocument }
  /** Somebody deleted it. */
  | { readonly kind: 'deleted' };

/** What is known of a name at this moment. */
export interface Sight {
  readonly files: DroppedFiles;
  /** The last run of the name. */
  readonly last: { readonly document: DropDocument; readonly run: LastRun } | undefined;
  readonly now: Date;
  /** For how long these very files have been seen. */
  readonly seenForMs: number;
  /** Default `any`. */
  readonly pairing?: Pairing | undefined;
}

export interface DropTimes {
  /** A file must have been left alone for this long, where files are written in place. */
  readonly quietMs: number;
  /** A pair of which only part is new waits for this long for the rest. */
  readonly settleMs: number;
}

export type NextRun =
  /** Not all is there that is to be run together, or all of it was run. */
  | { readonly kind: 'none' }
  /** Until the run before has ended, which is heard of. The files are given once they are what would be run. */
  | { readonly kind: 'queued'; readonly files: CompleteFiles | undefined }
  | { readonly kind: 'wait'; readonly forMs: number }
  | { readonly kind: 'run'; readonly files: CompleteFiles };

/** Whether the files of a name are to be run now. */
export function decideRun({ files: found, last, now, seenForMs, pairing }: Sight, times: DropTimes): NextRun {
  const files = completeFiles(found);
  if (files === undefined) return { kind: 'none' };
  const pair = pairOf(files);
  const isLast = last !== undefined && isSamePair(last.document.pair, pair);
  if (isLast && !isToRunAgain(last, files)) return { kind: 'none' };
  if (pairing === 'both-new' && !isLast && last !== undefined && isHalf(last.document, files)) return { kind: 'none' };
  const waits = Object.values(found).map((file) => untilQuiet(file, now, times.quietMs));
  if (!isLast && last !== undefined && mixes(last.document, pair)) waits.push(times.settleMs - seenForMs);
  const forMs = Math.max(...waits);
  if (!isLast && last?.run.kind === 'working') return { kind: 'queued', files: forMs > 0 ? undefined : files };
  return forMs > 0 ? { kind: 'wait', forMs } : { kind: 'run', files };
}

/** The attempt that the outbox should show and does not; 0 for files that were refused. */
export function attemptToShow(last: Sight['last']): number | undefined {
  if (last === undefined) return undefined;
  const { document, run } = last;
  const attempt = run.kind === 'refused' ? 0 : run.kind === 'ended' ? run.outcome.attempt : undefined;
  return attempt === document.shownAttempt ? undefined : attempt;
}

/** When the newest of the files came. */
export function newestOf(files: DroppedFiles): Date {
  return new Date(Math.max(...Object.values(files).map(({ modifiedAt }) => modifiedAt.getTime())));
}

/** Whether one of the files belongs to the last pair, or to the one that waits, and the other one does not. */
function mixes({ pair, waiting }: DropDocument, files: DroppedPair): boolean {
  if (isMixture(pair, files)) return true;
  return waiting !== undefined && !isSamePair(waiting, files) && isMixture(waiting, files);
}

/** The same, where a file that was put there once more counts as new. */
function isHalf({ pair, droppedAt, waiting, waitingDroppedAt }: DropDocument, files: CompleteFiles): boolean {
  if (isHalfNew({ pair, droppedAt }, files)) return true;
  return waiting !== undefined && isHalfNew({ pair: waiting, droppedAt: waitingDroppedAt ?? droppedAt }, files);
}

/** What was begun and not accepted is; what was refused is tried again when the same bytes are dropped anew. */
function isToRunAgain({ document, run }: NonNullable<Sight['last']>, files: CompleteFiles): boolean {
  if (run.kind === 'claimed') return true;
  const { source, target, ruleset } = files;
  const newest = newestOf({ source, target, ...(ruleset === undefined ? {} : { ruleset }) });
  return run.kind === 'refused' && newest > new Date(document.droppedAt);
}

/** A file whose time lies ahead was given it by somebody, so it is not being written. */
function untilQuiet({ modifiedAt }: DroppedFile, now: Date, quietMs: number): number {
  const ageMs = now.getTime() - modifiedAt.getTime();
  return ageMs < 0 ? 0 : quietMs - ageMs;
}
