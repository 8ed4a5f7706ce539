import {
  type ErrorCode,
  type errorBodySchema,
  errorCatalogue,
  type Failure,
  type Progress,
  type ReconciliationBody,
  type TaskState,
} from '@reconcyl/contracts';
import type * as z from 'zod';
import type { Reconciliation } from './find-reconciliation.ts';
import { linksOf } from './links.ts';
import { progressBody } from './progress-watch.ts';

/** One reconciliation as clients see it. The outcome wins over what the task store says. */
export function reconciliationBody(
  found: Reconciliation,
  baseUrl: string,
  progress: Progress | undefined,
): ReconciliationBody {
  const { outcome, request, state } = found;
  const current = state?.attempt === found.attempt ? state : undefined;
  const merged: TaskState = {
    tenant: found.tenant,
    taskId: found.taskId,
    attempt: found.attempt,
    status: found.status,
    name: state?.name ?? request?.name,
    acceptedAt: state?.acceptedAt ?? request?.acceptedAt,
    reportFormat: state?.reportFormat ?? request?.reportFormat,
    notification: current?.notification ?? 'none',
    partitions: current?.partitions,
    finishedAt: outcome?.finishedAt ?? current?.finishedAt,
    verdict: outcome?.status === 'completed' ? outcome.verdict : current?.verdict,
    counts: outcome?.status === 'completed' ? outcome.counts : current?.counts,
    failure: outcome?.status === 'failed' ? outcome.failure : current?.failure,
  } as TaskState;
  const isWorking = outcome === undefined && progress?.attempt === found.attempt;
  return bodyOfState(merged, baseUrl, isWorking ? progress : undefined);
}

/** The same from the task store alone, for lists. */
export function bodyOfState(state: TaskState, baseUrl: string, progress?: Progress): ReconciliationBody {
  const { self, events, report, breaks, rejects } = linksOf(baseUrl, state.taskId);
  const isCompleted = state.status === 'completed';
  return {
    task_id: state.taskId,
    ...(state.name === undefined ? {} : { name: state.name }),
    status: state.status,
    attempt: state.attempt,
    ...(state.acceptedAt === undefined ? {} : { accepted_at: state.acceptedAt }),
    ...(state.finishedAt === undefined ? {} : { finished_at: state.finishedAt }),
    ...(state.reportFormat === undefined ? {} : { report_format: state.reportFormat }),
    ...(state.partitions === undefined
      ? {}
      : { partitions: { total: state.partitions.total, done: state.partitions.done.length } }),
    ...(progress === undefined ? {} : { progress: progressBody(progress) }),
    ...(isCompleted && state.verdict !== undefined ? { verdict: state.verdict } : {}),
    ...(isCompleted && state.counts !== undefined ? { counts: state.counts } : {}),
    ...(state.status === 'failed' && state.failure !== undefined
      ? { error: { ...errorOfFailure(state.failure), stage: state.failure.stage } }
      : {}),
    notification: state.notification,
    links: { self, events, ...(isCompleted ? { report, breaks, rejects } : {}) },
  };
}

/** A failure as clients see it. The code may be of a newer version than this one, then it stands with general words. */
export function errorOfFailure(failure: Failure): ClientError {
  const code: ErrorCode = isKnown(failure.code) ? failure.code : 'RECON_INTERNAL';
  return {
    ...clientError(code, failure.detail),
    code: failure.code,
    can_retry: failure.canRetry,
    ...(failure.problems === undefined ? {} : { problems: failure.problems }),
  };
}

export type ClientError = z.infer<typeof errorBodySchema>;

/** An error of the catalogue as a member of an answer. */
export function clientError(code: ErrorCode, detail?: string): ClientError {
  const { message, advice, canRetry } = errorCatalogue[code];
  return { code, message, ...(detail === undefined ? {} : { detail }), advice, can_retry: canRetry };
}

const isKnown = (code: string): code is ErrorCode => Object.hasOwn(errorCatalogue, code);
