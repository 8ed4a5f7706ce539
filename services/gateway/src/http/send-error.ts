import { type ErrorCode, errorCatalogue, type ReconcylError, toErrorBody } from '@reconcyl/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerThenLinger, hasUnreadBody } from './linger.ts';

/**
 * How a route tells errors: `fixed` as the clients of the former service read them (`{"error": message}` and more members), else
 * an RFC 9457 problem document.
 */
export type ErrorStyle = 'fixed' | 'problem';

/** Answers with a coded error. No message of another library, stack or path gets out: all text comes from the catalogue. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: ReconcylError): FastifyReply {
  const { status } = errorCatalogue[error.code];
  const isFixed = request.routeOptions.config?.errors === 'fixed';
  const body = isFixed ? fixedBody(error) : problemBody(error, status, request);
  reply.code(status).header('cache-control', 'no-store');
  reply.type(isFixed ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8');
  const retryAfter = retryAfterSeconds[error.code];
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  if (error.code === 'RECON_UNAUTHORIZED') reply.header('www-authenticate', 'Bearer');
  const bytes = Buffer.from(JSON.stringify(body));
  if (!hasUnreadBody(request.raw)) return reply.send(bytes);
  reply.header('connection', 'close').header('content-length', String(bytes.byteLength));
  return reply.send(answerThenLinger(bytes, request.raw));
}

/** Seconds after which it makes sense to ask again. */
const retryAfterSeconds: Partial<Record<ErrorCode, number>> = {
  RECON_TOO_MANY_UPLOADS: 5,
  RECON_BUSY: 2,
  RECON_UNAVAILABLE: 10,
  RECON_DISK_FULL: 60,
  RECON_IDEMPOTENCY_IN_PROGRESS: 5,
  RECON_NOT_FINISHED: 2,
};

function fixedBody(error: ReconcylError) {
  const { message, ...rest } = toErrorBody(error);
  return { error: message, ...rest };
}

function problemBody(error: ReconcylError, status: number, request: FastifyRequest) {
  const { message, ...rest } = toErrorBody(error);
  return {
    type: `urn:reconcyl:error:${error.code}`,
    title: message,
    status,
    instance: request.url.split('?', 1)[0],
    ...rest,
  };
}
