import {
  errorBodySchema,
  progressBodySchema,
  ReconcylError,
  stageSchema,
  taskIdSchema,
  taskStatusSchema,
} from '@reconcyl/contracts';
import * as z from 'zod';
import type { GatewayApp } from '../app.ts';
import type { GatewayContext } from '../context.ts';
import { fixedResponses } from '../http/error-schemas.ts';
import { reportResponse, sendReport } from '../http/report-answer.ts';
import { requestedFormat } from '../http/report-format.ts';
import { findReconciliation, type Reconciliation } from '../lookup/find-reconciliation.ts';
import { type ProgressWatch, progressBody, stageOf } from '../lookup/progress-watch.ts';
import { type ClientError, clientError, errorOfFailure } from '../lookup/reconciliation-body.ts';
import { idParams, taskIdOf } from './params.ts';

export const processingBodySchema = z.object({
  status: z.literal('Processing...'),
  task_id: taskIdSchema,
  state: taskStatusSchema,
  stage: stageSchema.optional(),
  attempt: z.int(),
  progress: progressBodySchema.optional(),
  rows_read: z.int().optional(),
});

export const failedBodySchema = z.object({ status: z.literal('Failed'), error: errorBodySchema });

/** The results of the former service under its two names: still working, failed, or the report as a file. */
export function resultsRoutes(app: GatewayApp, context: GatewayContext, progress: ProgressWatch): void {
  for (const url of ['/api/v1/reconcile/results/:id/', '/reconciliation/:id/'] as const) {
    app.route({
      method: 'GET',
      url,
      config: { action: 'reconciliation.read', errors: 'fixed' },
      schema: {
        summary: 'The report, or how far the reconciliation is',
        tags: ['reconciliations'],
        params: idParams,
        querystring: z.object({ format: z.union([z.string(), z.array(z.string())]).optional() }),
        response: { ...reportResponse, 202: processingBodySchema, ...fixedResponses, 500: failedBodySchema },
      },
      handler: async (request, reply) => {
        const asked = request.query.format;
        const format = requestedFormat(Array.isArray(asked) ? asked.at(-1) : asked, request.headers.accept);
        const taskId = taskIdOf(request.params);
        if (format === undefined) {
          const { message: _message, ...rest } = clientError('RECON_REPORT_FORMAT_INVALID');
          return reply.code(400).send({ error: 'Invalid report format', ...rest });
        }
        const found = await findReconciliation(context, request.principal.tenant, taskId);
        if (found.status === 'completed') return sendReport(context, found, format, request, reply as never) as never;
        if (found.status === 'expired') throw new ReconcylError('RECON_NOT_FOUND');
        const failed = failureOf(found);
        if (failed !== undefined) {
          return reply.code(500).header('cache-control', 'no-store').send({ status: 'Failed', error: failed });
        }
        const latest = progress.latest(request.principal.tenant, taskId);
        const current = latest?.attempt === found.attempt ? latest : undefined;
        const stage = stageOf(found.status) ?? current?.stage;
        const seconds = Math.ceil(Math.min(30, Math.max(1, current?.etaSeconds ?? 1)));
        return reply
          .code(202)
          .header('retry-after', String(seconds))
          .header('cache-control', 'no-store')
          .send({
            status: 'Processing...',
            task_id: taskId,
            state: found.status,
            ...(stage === undefined ? {} : { stage }),
            attempt: found.attempt,
            ...(current === undefined ? {} : { progress: progressBody(current) }),
            ...(current?.rowsRead === undefined ? {} : { rows_read: current.rowsRead }),
          });
      },
    });
  }
}

function failureOf({ status, outcome, state }: Reconciliation): ClientError | undefined {
  if (outcome?.status === 'failed') return errorOfFailure(outcome.failure);
  if (status === 'failed') {
    return state?.failure === undefined ? clientError('RECON_INTERNAL') : errorOfFailure(state.failure);
  }
  if (status === 'cancelled' || status === 'superseded') {
    return clientError('RECON_CANCELLED', status === 'superseded' ? 'A newer pair took its place.' : undefined);
  }
  return undefined;
}
