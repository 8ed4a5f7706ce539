import { breakKindSchema, breaksPageSchema, causeSchema, rejectsPageSchema } from '@reconcyl/contracts';
import * as z from 'zod';
import type { GatewayApp } from '../app.ts';
import type { GatewayContext } from '../context.ts';
import type { PagedResult } from '../dependencies.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { problemResponses } from '../http/error-schemas.ts';
import { completedOutcome, findReconciliation } from '../lookup/find-reconciliation.ts';
import type { ResultCache } from '../results/result-cache.ts';
import type { Principal } from '../security/authorize.ts';
import { idParams, limitQuery, taskIdOf } from './params.ts';

const tags = ['results'];
const cursor = z.string().max(1000).optional().describe('`next_cursor` of the page before');
const limit = limitQuery(1000, 100);

/** Breaks and rejects of a completed reconciliation, page by page: the same data that the reports show. */
export function breaksRoutes(app: GatewayApp, context: GatewayContext, cache: ResultCache): void {
  async function withResult<T>(
    { principal, params }: { principal: Principal; params: { id: string } },
    use: (result: PagedResult) => Promise<T>,
  ): Promise<T> {
    const found = await findReconciliation(context, principal.tenant, taskIdOf(params));
    return cache.withResult(found, completedOutcome(found), async (folder) => {
      const result = await context.pool.openResult(folder);
      try {
        return await use(result);
      } finally {
        await result.close();
      }
    });
  }

  app.route({
    method: 'GET',
    url: '/api/v1/reconciliations/:id/breaks',
    config: { action: 'reconciliation.read' },
    schema: {
      summary: 'Breaks, in the order of the report',
      tags,
      params: idParams,
      querystring: z.object({
        kind: breakKindSchema.optional(),
        column: z.string().max(1000).optional().describe('Only breaks that differ in this column of the source file'),
        cause: causeSchema.optional(),
        cursor,
        limit,
      }),
      response: { 200: breaksPageSchema, ...problemResponses },
    },
    handler: async (request, reply) => {
      const { cursor: from, ...filter } = request.query;
      const after = decodeCursor(from);
      const body = await withResult(request, async (result) => {
        const { files, key } = await result.summary();
        const { items, next } = await result.breaks({ ...filter, after });
        return {
          columns: { source: files.source.columns, target: files.target.columns, key: key.columns },
          items,
          ...(next === undefined ? {} : { next_cursor: encodeCursor(next) }),
        };
      });
      return reply.header('cache-control', 'private, no-cache').send(body);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/v1/reconciliations/:id/rejects',
    config: { action: 'reconciliation.read' },
    schema: {
      summary: 'Lines that could not be read as records',
      tags,
      params: idParams,
      querystring: z.object({ cursor, limit }),
      response: { 200: rejectsPageSchema, ...problemResponses },
    },
    handler: async (request, reply) => {
      const after = decodeCursor(request.query.cursor);
      const body = await withResult(request, async (result) => {
        const { items, next } = await result.rejects({ after, limit: request.query.limit });
        return { items, ...(next === undefined ? {} : { next_cursor: encodeCursor(next) }) };
      });
      return reply.header('cache-control', 'private, no-cache').send(body);
    },
  });
}
