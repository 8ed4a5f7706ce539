import type { ReconcylEvent, Stage } from '@reconcyl/contracts';
import type { Delivery, Outcome } from '@reconcyl/messaging';
import type { Logger } from '../logger.ts';
import type { Metrics, WorkOutcome } from '../metrics.ts';
import { traceIdOf } from '../trace.ts';

/** What the handling of one message came to: what the bus is told, and what is logged and measured. */
export interface Handled {
  readonly outcome: Outcome;
  readonly said: WorkOutcome;
  readonly code?: string;
}

/** Logs and measures one handled message, and gives what the bus is told. */
export function tell(
  deps: { readonly logger: Logger; readonly metrics: Metrics },
  stage: Stage,
  delivery: Delivery,
  { outcome, said, code }: Handled,
  durationMs: number,
): Outcome {
  const { lane, type, subject: taskId, attempt, traceparent }: ReconcylEvent = delivery.event;
  deps.metrics.worked({ stage, lane, outcome: said }, durationMs / 1000);
  if (outcome.kind === 'retry') deps.metrics.retried(stage, code ?? 'handed back');
  if (outcome.kind === 'reject') deps.metrics.deadLettered(stage, code ?? 'RECON_EVENT_INVALID');
  deps.logger[said === 'rejected' ? 'error' : 'info'](
    {
      ...{ event: type, taskId, attempt, lane, delivery: delivery.deliveryCount, outcome: said, code },
      ...{ durationMs: Math.round(durationMs), traceId: traceIdOf(traceparent) },
    },
    stage,
  );
  return outcome;
}
