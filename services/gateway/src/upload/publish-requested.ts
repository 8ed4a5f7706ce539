import { makeEvent, type ObjectReference, type RequestDocument } from '@reconcyl/contracts';
import { continueTrace } from '@reconcyl/service-kit';
import type { GatewayContext } from '../context.ts';
import { publishSoon } from '../publish-soon.ts';

/** Says that a manifest stands. A failed publish is no failure of the acceptance: the sweep publishes again. */
export async function publishRequested(
  context: GatewayContext,
  { tenant, taskId, lane, name }: RequestDocument,
  request: ObjectReference,
  traceparent?: string,
): Promise<void> {
  const event = makeEvent(
    'reconcyl.reconciliation.requested.v1',
    { tenant, taskId, attempt: 1, lane, service: 'gateway', traceparent: continueTrace(traceparent) },
    { request, ...(name === undefined ? {} : { name }) },
    context.clock(),
  );
  await publishSoon(context, event);
}
