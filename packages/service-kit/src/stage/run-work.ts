import type { EventOf, EventType, RequestDocument } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import type { Logger } from '../logger.ts';
import type { StageDefinition, StageDeps, WorkResult } from './definition.ts';
import { download } from './download.ts';
import type { Piece } from './piece.ts';
import { createProgressSender, progressChannel } from './progress.ts';

/** How long work that was told to end is waited for, before the loop goes on without it. */
const patienceMs = 10_000;

/** Thrown when the work took longer than its hard time. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

export interface RunWorkOptions<Type extends EventType> {
  readonly deps: StageDeps;
  readonly definition: StageDefinition<Type>;
  readonly store: ObjectStore;
  readonly piece: Piece;
  readonly event: EventOf<Type>;
  readonly request: RequestDocument;
  readonly logger: Logger;
  /** Aborted when the process must stop or the message was taken away. */
  readonly signal: AbortSignal;
  /** Stores what the work made, before the scratch folder is removed. */
  readonly onResult: (result: WorkResult) => Promise<void>;
}

/** Does the work of a stage in a scratch folder of its own, within its time. */
export async function runWork<Type extends EventType>(options: RunWorkOptions<Type>): Promise<void> {
  const { deps, definition, store, piece, event, request, logger, onResult } = options;
  const { tenant, taskId, attempt, lane, stage } = piece;
  const inputBytes = request.source.sizeBytes + request.target.sizeBytes;
  const scratchBytes = definition.scratchBytes?.(inputBytes) ?? inputBytes * 2;
  const progress = createProgressSender({ tenant, taskId, attempt, stage }, (found) => {
    // Nobody depends on progress: a bus that is away makes it silent, no more.
    deps.bus.broadcast(progressChannel(tenant, taskId), found).catch(() => undefined);
  });
  try {
    await deps.scratch.withScratch(
      taskId,
      async (scratchDir) => {
        const result = await withinTime(definition.timeoutMs(inputBytes), options.signal, (signal) =>
          definition.work(event, {
            ...{ tenant, taskId, attempt, lane, request, scratchDir, signal, logger },
            progress: progress.report,
            download: (reference, name) => download(store, reference, { folder: scratchDir, name, signal }),
          }),
        );
        await onResult(result);
      },
      scratchBytes,
    );
  } finally {
    progress.end();
  }
}

/** Gives the work a signal that is aborted when its time is over too. Throws OutOfTimeError then, or the outer signal's reason. */
async function withinTime<Value>(
  timeMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new OutOfTimeError()), timeMs);
  const signal = AbortSignal.any([outer, deadline.signal]);
  const ended = work(signal);
  try {
    const value = await Promise.race([ended, rejectAfterAbort(signal, ended)]);
    // Work that came to its end counts, even if its time ran out a moment before.
    return value;
  } catch (error) {
    if (deadline.signal.aborted && !outer.aborted) throw deadline.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Never resolves; rejects once the signal is aborted and the work does not end within the patience. */
function rejectAfterAbort(signal: AbortSignal, ended: Promise<unknown>): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => reject(signal.reason), patienceMs);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const settle = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  };
  ended.then(settle, settle);
  return promise;
}
