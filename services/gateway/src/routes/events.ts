import { PassThrough } from 'node:stream';
import { isTerminal, type ReconciliationBody, ReconcylError, type TaskState, taskStatuses } from '@reconcyl/contracts';
import { progressChannel } from '@reconcyl/service-kit';
import * as z from 'zod';
import type { GatewayApp } from '../app.ts';
import type { GatewayContext } from '../context.ts';
import { problemResponses } from '../http/error-schemas.ts';
import { findReconciliation, type Reconciliation } from '../lookup/find-reconciliation.ts';
import { parseProgress, progressBody } from '../lookup/progress-watch.ts';
import { reconciliationBody } from '../lookup/reconciliation-body.ts';
import { idParams, taskIdOf } from './params.ts';

/** Proxies close what is silent for a minute; and this often the objects are asked, should the task store be away. */
const heartbeatMs = 15_000;
/** A client that does not read gets no progress, so that what waits for it stays bounded. */
const maxWaitingBytes = 256 * 1024;

/** Server-Sent Events of one reconciliation, `state` and `progress`, until it has ended. The data is the body that GET gives. */
export function eventsRoutes(app: GatewayApp, context: GatewayContext): void {
  app.route({
    method: 'GET',
    url: '/api/v1/reconciliations/:id/events',
    exposeHeadRoute: false,
    config: { action: 'reconciliation.read' },
    schema: {
      summary: 'Changes of state and progress as Server-Sent Events; ends with the reconciliation',
      tags: ['reconciliations'],
      params: idParams,
      response: {
        200: { content: { 'text/event-stream': { schema: z.string() } } },
        204: z.null().describe('Nothing new will come: it has ended, and Last-Event-ID says that the client knows'),
        ...problemResponses,
      },
    },
    handler: async (request, reply) => {
      const taskId = taskIdOf(request.params);
      const found = await findReconciliation(context, request.principal.tenant, taskId);
      // EventSource connects again after every end; 204 is how it is told to stop.
      if (isTerminal(found.status) && request.headers['last-event-id'] === eventIdOf(found)) {
        return reply.code(204).send(null);
      }
      const giveBack = context.eventStreams.take();
      const stream = new PassThrough();
      // A client that went away is no error of ours.
      stream.on('error', () => undefined);
      const ending = new AbortController();
      const signal = AbortSignal.any([ending.signal, context.closing]);
      stream.once('close', () => {
        ending.abort();
        giveBack();
      });
      reply
        .type('text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no');
      follow(context, found, stream, signal);
      return reply.send(stream as never);
    },
  });
}

const rankOf = (status: TaskState['status']) => taskStatuses.indexOf(status);
const eventIdOf = ({ attempt, status }: Reconciliation) => `${attempt}.${status}`;

/** Writes what happens to a reconciliation until it has ended or the signal is aborted; ends the stream. */
function follow(context: GatewayContext, first: Reconciliation, stream: PassThrough, signal: AbortSignal): void {
  const { tenant, taskId } = first;
  let last: ReconciliationBody | undefined;
  let isLooking = false;
  let lookAgain = false;
  const heartbeat = setInterval(() => {
    stream.write(': heartbeat\n\n');
    void look();
  }, heartbeatMs);
  const end = () => {
    clearInterval(heartbeat);
    if (!stream.writableEnded) stream.end();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) {
    end();
    return;
  }

  function tell(found: Reconciliation): void {
    const body = reconciliationBody(found, context.baseUrl(), undefined);
    const data = JSON.stringify(body);
    if (data !== JSON.stringify(last)) stream.write(`id: ${eventIdOf(found)}\nevent: state\ndata: ${data}\n\n`);
    last = body;
    if (isTerminal(found.status)) end();
  }

  /** One look at a time; what changes meanwhile is seen by the next. */
  async function look(): Promise<void> {
    lookAgain = isLooking;
    if (isLooking) return;
    isLooking = true;
    try {
      do {
        lookAgain = false;
        const found = await findReconciliation(context, tenant, taskId);
        if (signal.aborted) return;
        tell(found);
      } while (lookAgain);
    } catch (error) {
      const isGone = error instanceof ReconcylError && ['RECON_DELETED', 'RECON_NOT_FOUND'].includes(error.code);
      if (signal.aborted) return;
      if (isGone) {
        stream.write(`event: state\ndata: ${JSON.stringify({ task_id: taskId, status: 'deleted' })}\n\n`);
        end();
      } else {
        context.logger.warn({ taskId, err: error }, 'an event stream could not look; it tries again');
      }
    } finally {
      isLooking = false;
    }
  }

  /**
   * A step forward is told as it was written, and how it ended as the objects say. Looking at the objects for each step would be half of
   * the gateway's requests for a small reconciliation.
   */
  function onState(state: TaskState): void {
    if (stream.writableEnded) return;
    const { attempt, status } = state;
    const isStep = last !== undefined && attempt === last.attempt && rankOf(status) >= rankOf(last.status);
    if (!isStep || isTerminal(status) || state.acceptedAt === undefined || isLooking) void look();
    else tell({ tenant, taskId, attempt, status, outcome: undefined, state, request: undefined });
  }

  async function watchStates(): Promise<void> {
    for await (const state of context.tasks.changes({ tenant, taskId }, signal)) onState(state);
  }

  function onProgress(payload: unknown): void {
    const progress = parseProgress(payload);
    if (progress === undefined || stream.writableEnded || stream.writableLength > maxWaitingBytes) return;
    if (last === undefined || progress.attempt !== last.attempt) return;
    const data = JSON.stringify({ ...last, progress: progressBody(progress) });
    stream.write(`event: progress\ndata: ${data}\n\n`);
  }

  // Both are extras: without them the heartbeat still finds every change.
  const silent = (error: unknown) => {
    if (!signal.aborted) context.logger.warn({ taskId, err: error }, 'an event stream hears no changes');
  };
  tell(first);
  if (isTerminal(first.status)) return;
  watchStates().catch(silent);
  context.bus.listen(progressChannel(tenant, taskId), onProgress, signal).catch(silent);
  // What changed between the first look and the watch.
  void look();
}
