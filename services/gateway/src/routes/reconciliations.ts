import {
  acceptedBodySchema,
  acceptedMessage,
  nameSchema,
  ReconcylError,
  reconciliationBodySchema,
  reconciliationListSchema,
  taskStatusSchema,
} from '@reconcyl/contracts';
import { continueTrace, openAttempt, tombstone } from '@reconcyl/service-kit';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { GatewayApp } from '../app.ts';
import type { GatewayContext } from '../context.ts';
import { problemResponses } from '../http/error-schemas.ts';
import { reportResponse, sendReport } from '../http/report-answer.ts';
import { requestedFormat } from '../http/report-format.ts';
import { findReconciliation } from '../lookup/find-reconciliation.ts';
import { linksOf } from '../lookup/links.ts';
import type { ProgressWatch } from '../lookup/progress-watch.ts';
import { bodyOfState, reconciliationBody } from '../lookup/reconciliation-body.ts';
import { publishSoon } from '../publish-soon.ts';
import { idParams, limitQuery, taskIdOf } from './params.ts';

const tags = ['reconciliations'];
const base = '/api/v1/reconciliations';

/** The reconciliations as a resource: list, one, its report, try again, delete. */
export function reconciliationRoutes(app: GatewayApp, context: GatewayContext, progress: ProgressWatch): void {
  const { store, tasks, logger } = context;

  app.route({
    method: 'GET',
    url: base,
    config: { action: 'reconciliation.list' },
    schema: {
      summary: 'Reconciliations, newest first',
      tags,
      querystring: z.object({
        cursor: z.string().max(1000).optional().describe('`next_cursor` of the page before'),
        limit: limitQuery(200, 50),
        status: taskStatusSchema.optional(),
        name: nameSchema.optional(),
      }),
      response: { 200: reconciliationListSchema, ...problemResponses },
    },
    handler: async (request, reply) => {
      const page = await tasks.list({ tenant: request.principal.tenant, ...request.query }).catch((error: unknown) => {
        if (error instanceof ReconcylError) throw error;
        logger.warn({ err: error }, 'the task store is away');
        throw new ReconcylError('RECON_UNAVAILABLE', undefined, { cause: error });
      });
      reply.header('cache-control', 'no-store');
      return reply.send({
        items: page.items
          // What was deleted is only listed for who asks for it; a page may so hold fewer items than its limit.
          .filter(({ status }) => status !== 'deleted' || request.query.status === 'deleted')
          .map((state) => bodyOfState(state, context.baseUrl())),
        ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }),
      });
    },
  });

  app.route({
    method: 'GET',
    url: `${base}/:id`,
    config: { action: 'reconciliation.read' },
    schema: {
      summary: 'One reconciliation',
      tags,
      params: idParams,
      response: { 200: reconciliationBodySchema, ...problemResponses },
    },
    handler: async (request, reply) => {
      const taskId = taskIdOf(request.params);
      const found = await findReconciliation(context, request.principal.tenant, taskId);
      const latest = found.outcome === undefined ? progress.latest(request.principal.tenant, taskId) : undefined;
      reply.header('cache-control', 'no-store');
      return reply.send(reconciliationBody(found, context.baseUrl(), latest));
    },
  });

  app.route({
    method: 'DELETE',
    url: `${base}/:id`,
    config: { action: 'reconciliation.delete' },
    schema: {
      summary: 'Delete a reconciliation; from now on it is gone, its data follows',
      tags,
      params: idParams,
      response: { 204: z.null().describe('Deleted'), ...problemResponses },
    },
    handler: async (request, reply) => {
      const taskId = taskIdOf(request.params);
      const { event } = await tombstone(store, { ...attemptOptions(request), taskId });
      await publishSoon(context, event);
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: 'POST',
    url: `${base}/:id/retry`,
    config: { action: 'reconciliation.retry' },
    schema: {
      summary: 'Try a failed reconciliation again',
      tags,
      params: idParams,
      response: { 202: acceptedBodySchema, ...problemResponses },
    },
    handler: async (request, reply) => {
      const taskId = taskIdOf(request.params);
      const { event } = await openAttempt(store, { ...attemptOptions(request), taskId, reason: 'retry' });
      await publishSoon(context, event);
      const { self, results, events } = linksOf(context.baseUrl(), taskId);
      reply.header('location', self).header('retry-after', '1');
      return reply.code(202).send({ task_id: taskId, message: acceptedMessage, links: { self, results, events } });
    },
  });

  app.route({
    method: 'GET',
    url: `${base}/:id/report`,
    config: { action: 'reconciliation.read' },
    schema: {
      summary: 'The report as a file',
      tags,
      params: idParams,
      querystring: z.object({
        format: z.string().max(20).optional().describe('json (default), csv, html, or parquet (the breaks)'),
      }),
      response: { ...reportResponse, ...problemResponses },
    },
    handler: async (request, reply) => {
      const taskId = taskIdOf(request.params);
      const asked = request.query.format;
      const isParquet = asked?.trim().toLowerCase() === 'parquet';
      const format = isParquet ? 'parquet' : requestedFormat(asked, request.headers.accept);
      if (format === undefined) throw new ReconcylError('RECON_REPORT_FORMAT_INVALID');
      const found = await findReconciliation(context, request.principal.tenant, taskId);
      return sendReport(context, found, format, request, reply as never) as never;
    },
  });

  function attemptOptions({ principal, headers: { traceparent } }: FastifyRequest) {
    const trace = continueTrace(typeof traceparent === 'string' ? traceparent : undefined);
    return { tenant: principal.tenant, service: 'gateway', traceparent: trace, clock: context.clock };
  }
}
