import { type ObjectReference, objectKeys, ReconcylError, type ReportFormat } from '@reconcyl/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { GatewayContext } from '../context.ts';
import { completedOutcome, type Reconciliation } from '../lookup/find-reconciliation.ts';

export const reportTypes = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const satisfies Record<ReportFormat | 'parquet', string>;

/** The answer with a report, for the OpenAPI document; reports are streams and pass no serializer. */
export const reportResponse = {
  200: {
    description: 'The report, as a file',
    content: {
      'application/json': { schema: z.looseObject({}) },
      'text/csv': { schema: z.string() },
      'text/html': { schema: z.string() },
    },
  },
};

/** Answers with a report as it lies in the object store, as a stream and as a file to keep; as Parquet that is the breaks. */
export async function sendReport(
  context: GatewayContext,
  found: Reconciliation,
  format: ReportFormat | 'parquet',
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const reference = format === 'parquet' ? breaksReference(found) : reportReference(found, format);
  const etag = `"${reference.sha256}"`;
  const headers = {
    etag,
    'cache-control': 'private, no-cache',
    'content-disposition': `attachment; filename="reconciliation_report.${format}"`,
    // What a report shows comes from other people's files: as a page it may run nothing and reach nothing.
    'content-security-policy': 'sandbox',
    vary: 'Accept',
  };
  if (request.headers['if-none-match'] === etag) return reply.headers(headers).code(304).send();
  // Before the headers, which an error must not have.
  const object = await context.store.get(reference.key);
  if (object === undefined) throw new ReconcylError('RECON_NOT_FOUND');
  return reply
    .code(200)
    .headers(headers)
    .type(reportTypes[format])
    .header('content-length', String(object.info.sizeBytes))
    .send(object.body);
}

function reportReference(found: Reconciliation, format: ReportFormat): ObjectReference {
  const outcome = completedOutcome(found);
  const reference = Object.hasOwn(outcome.reports, format) ? outcome.reports[format] : undefined;
  if (reference === undefined) throw new ReconcylError('RECON_NOT_FOUND', `It has no report as ${format}.`);
  // Keys are computed, not believed.
  const expected = objectKeys.report(found.tenant, found.taskId, outcome.attempt, reference.sha256, format);
  if (reference.key !== expected) throw new ReconcylError('RECON_INTERNAL');
  return reference;
}

function breaksReference(found: Reconciliation): ObjectReference {
  const { attempt, result } = completedOutcome(found);
  const expected = objectKeys.result(found.tenant, found.taskId, attempt, 'breaks', result.breaks.sha256);
  if (result.breaks.key !== expected) throw new ReconcylError('RECON_INTERNAL');
  return result.breaks;
}
