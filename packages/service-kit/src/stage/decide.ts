import type { DoneDocument, ErrorCode, OutcomeDocument, RequestDocument } from '@reconcyl/contracts';
import { errorCatalogue, ReconcylError } from '@reconcyl/contracts';
import * as z from 'zod';
import type { ReadDocument } from '../lifecycle/documents.ts';
import { NoRoomError } from '../scratch/create-scratch.ts';

/** What the store says of a piece of work before it begins. */
export interface Markers {
  readonly isDeleted: boolean;
  readonly outcome: ReadDocument<OutcomeDocument> | undefined;
  readonly done: ReadDocument<DoneDocument> | undefined;
  readonly request: ReadDocument<RequestDocument> | undefined;
}

export type Start =
  /** Deleted, expired or never accepted: nobody waits for it. */
  | { readonly kind: 'drop' }
  /** The attempt has ended: only its events may be missing. */
  | { readonly kind: 'publish-outcome'; readonly outcome: ReadDocument<OutcomeDocument> }
  /** The stage is done: only what follows may be missing. */
  | { readonly kind: 'publish-next'; readonly done: DoneDocument; readonly request: RequestDocument }
  | { readonly kind: 'work'; readonly request: RequestDocument };

/** What is left to do for a message, judged from objects alone. */
export function decideStart({ isDeleted, outcome, done, request }: Markers): Start {
  if (isDeleted || request === undefined) return { kind: 'drop' };
  if (outcome !== undefined) return { kind: 'publish-outcome', outcome };
  if (done !== undefined) return { kind: 'publish-next', done: done.document, request: request.document };
  return { kind: 'work', request: request.document };
}

const outages: ReadonlySet<ErrorCode> = new Set(['RECON_UNAVAILABLE', 'RECON_DISK_FULL', 'RECON_BUSY']);

/** Whether an error says: not now, for anybody. Such errors are never counted as tries. */
export function isOutage(error: unknown): error is ReconcylError {
  return error instanceof ReconcylError && outages.has(error.code);
}

/** System errors of a network, a disk or a process table that is not there for the moment. */
const outageErrnos = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'EIO', 'EROFS', 'ENOTCONN', 'ECONNABORTED'],
]);

export type Verdict =
  /** The process stops or the message was taken away: another worker goes on. */
  | { readonly kind: 'hand-back' }
  /** Something that the work needs is away: wait for it. */
  | { readonly kind: 'outage'; readonly code: ErrorCode }
  /** There is no room for this work, while there may be for other: it alone waits. */
  | { readonly kind: 'no-room'; readonly code: ErrorCode }
  /** A document that this version cannot read: a newer version may. */
  | { readonly kind: 'park' }
  /** Trying again cannot help. */
  | { readonly kind: 'fail'; readonly error: ReconcylError }
  /** A bug, or a worker that died: worth a few tries. */
  | { readonly kind: 'count'; readonly error: ReconcylError };

/** What a throw of the work or of the loop means. */
export function judgeError(
  error: unknown,
  state: { readonly isStopping: boolean; readonly isOutOfTime: boolean },
): Verdict {
  if (state.isOutOfTime) {
    return { kind: 'fail', error: new ReconcylError('RECON_WORK_TOO_LARGE', 'It took longer than it may.') };
  }
  if (state.isStopping) return { kind: 'hand-back' };
  if (error instanceof z.ZodError || error instanceof SyntaxError) return { kind: 'park' };
  if (error instanceof NoRoomError) return { kind: 'no-room', code: error.code };
  if (isOutage(error)) return { kind: 'outage', code: error.code };
  if (error instanceof ReconcylError) return { kind: errorCatalogue[error.code].canRetry ? 'count' : 'fail', error };
  const errno = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (outageErrnos.has(errno)) {
    return { kind: 'outage', code: errno === 'ENOSPC' || errno === 'EDQUOT' ? 'RECON_DISK_FULL' : 'RECON_UNAVAILABLE' };
  }
  return { kind: 'count', error: new ReconcylError('RECON_INTERNAL', undefined, { cause: error }) };
}

/** Tries that may end badly before the attempt does. */
export const maxBadTries = 3;

/** How an earlier try of a piece of work ended, as far as the store knows. */
export type TryEnd =
  /** Its worker was never heard of again. */
  | 'died'
  /** It threw; the code says what. */
  | { readonly threw: ErrorCode };

export type TryPlan = 'together' | 'alone' | { readonly giveUp: ErrorCode };

/** Whether work may begin once more: beside other work, alone because it may be what kills workers, or not at all. */
export function planTry(earlier: readonly TryEnd[]): TryPlan {
  const deaths = earlier.filter((end) => end === 'died' || end.threw === 'RECON_WORKER_DIED').length;
  if (earlier.length >= maxBadTries) {
    const last = earlier.at(-1);
    return { giveUp: deaths > 0 || last === undefined || last === 'died' ? 'RECON_WORKER_DIED' : last.threw };
  }
  return deaths >= 2 ? 'alone' : 'together';
}

/** Longest delay with which a message is given back: more of them would fill the consumer and stop the rest. */
export const maxDelayMs = 30_000;

/** Delay before the next try, after so many that ended badly. */
export function retryDelayMs(badTries: number): number {
  return Math.min(maxDelayMs, 1000 * 5 ** Math.max(0, badTries - 1));
}
