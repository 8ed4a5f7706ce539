import * as z from 'zod';
import { countsSchema, failureSchema, resultReferencesSchema, verdictSchema } from './documents.ts';
import { attemptSchema, laneSchema, stageSchema, taskIdSchema, tenantSchema } from './identifiers.ts';
import { objectReferenceSchema } from './object-reference.ts';

/**
 * The events of the system: CloudEvents 1.0 in structured JSON. They carry references, never file bytes.
 * `type` ends in its version; readers ignore members that they do not know.
 */

const envelope = {
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(200).describe('Depends only on what the event says, so a repeated event is the same event'),
  source: z.string().describe('The service that emitted it, e.g. /services/normalizer'),
  subject: taskIdSchema,
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  tenant: tenantSchema,
  attempt: attemptSchema,
  lane: laneSchema,
  correlationid: z.string().describe('The task id: one value for all events of a reconciliation'),
  causationid: z.string().optional().describe('The id of the event that this one answers'),
  traceparent: z
    .string()
    .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    .optional()
    .describe('W3C trace context'),
};

function event<Type extends string, Data extends z.ZodType>(type: Type, data: Data) {
  return z.object({ ...envelope, type: z.literal(type), data });
}

export const eventSchemas = {
  'reconcyl.reconciliation.requested.v1': event(
    'reconcyl.reconciliation.requested.v1',
    z.object({ request: objectReferenceSchema, name: z.string().optional() }).describe('A pair was accepted'),
  ),
  'reconcyl.stage.started.v1': event(
    'reconcyl.stage.started.v1',
    z.object({ stage: stageSchema }).describe('A stage began to work'),
  ),
  'reconcyl.files.normalized.v1': event(
    'reconcyl.files.normalized.v1',
    z
      .object({ plan: objectReferenceSchema, partition: z.int().min(0), partitions: z.int().min(1).max(4096) })
      .describe('Both files were inspected and the plan is fixed; one event a partition'),
  ),
  'reconcyl.files.reconciled.v1': event(
    'reconcyl.files.reconciled.v1',
    z
      .object({
        partition: z.int().min(0),
        partitions: z.int().min(1).max(4096),
        result: resultReferencesSchema.describe('The objects of the result by role; a list that is absent is empty'),
      })
      .describe('The result is durable'),
  ),
  'reconcyl.report.rendered.v1': event(
    'reconcyl.report.rendered.v1',
    z.object({ outcome: objectReferenceSchema }).describe('The reports are durable'),
  ),
  'reconcyl.reconciliation.completed.v1': event(
    'reconcyl.reconciliation.completed.v1',
    z
      .object({ outcome: objectReferenceSchema, verdict: verdictSchema, counts: countsSchema })
      .describe('The attempt ended with an answer'),
  ),
  'reconcyl.reconciliation.failed.v1': event(
    'reconcyl.reconciliation.failed.v1',
    z
      .object({ outcome: objectReferenceSchema, failure: failureSchema })
      .describe('The attempt ended without an answer'),
  ),
  'reconcyl.notification.sent.v1': event(
    'reconcyl.notification.sent.v1',
    z.object({ notification: z.enum(['none', 'sent', 'unsure', 'failed']) }).describe('How the mail fared'),
  ),
  'reconcyl.reconciliation.deleted.v1': event(
    'reconcyl.reconciliation.deleted.v1',
    z.object({ deletedAt: z.iso.datetime() }).describe('The tombstone is set'),
  ),
} as const;

export type EventType = keyof typeof eventSchemas;
export type EventOf<Type extends EventType> = z.infer<(typeof eventSchemas)[Type]>;
export type ReconcylEvent = { [Type in EventType]: EventOf<Type> }[EventType];
export type EventData<Type extends EventType> = EventOf<Type>['data'];

export const eventTypes = Object.keys(eventSchemas) as EventType[];

const anyEventSchema = z.discriminatedUnion('type', [
  eventSchemas['reconcyl.reconciliation.requested.v1'],
  eventSchemas['reconcyl.stage.started.v1'],
  eventSchemas['reconcyl.files.normalized.v1'],
  eventSchemas['reconcyl.files.reconciled.v1'],
  eventSchemas['reconcyl.report.rendered.v1'],
  eventSchemas['reconcyl.reconciliation.completed.v1'],
  eventSchemas['reconcyl.reconciliation.failed.v1'],
  eventSchemas['reconcyl.notification.sent.v1'],
  eventSchemas['reconcyl.reconciliation.deleted.v1'],
]);

/** Reads an event from the bus. Gives `undefined` for anything that is not an event of this system and version. */
export function parseEvent(value: unknown): ReconcylEvent | undefined {
  const parsed = anyEventSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** What names an event beside its type and data. */
export interface EventContext {
  readonly tenant: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly lane: 'small' | 'large';
  /** The emitting service, e.g. `normalizer`. */
  readonly service: string;
  readonly causationId?: string | undefined;
  readonly traceparent?: string | undefined;
  /** Set by the sweep, so that a republished event is not swallowed by the dedupe window. */
  readonly sweep?: number | undefined;
  /** Distinguishes events of one type and attempt: a stage or a partition. */
  readonly part?: string | undefined;
}

/** The deterministic id of an event: type, task, attempt, and what else makes it another event. */
export function eventId(type: EventType, context: EventContext): string {
  const parts = [context.taskId, context.attempt, type.replace(/^reconcyl\./, '').replace(/\.v\d+$/, '')];
  if (context.part !== undefined) parts.push(context.part);
  if (context.sweep !== undefined) parts.push(`sweep-${context.sweep}`);
  return parts.join('.');
}

/** Makes an event; `now` is the emitting service's clock and never used to order anything. */
export function makeEvent<Type extends EventType>(
  type: Type,
  context: EventContext,
  data: EventData<Type>,
  now: Date = new Date(),
): EventOf<Type> {
  const { tenant, taskId, attempt, lane, service, causationId, traceparent } = context;
  return {
    specversion: '1.0',
    id: eventId(type, context),
    source: `/services/${service}`,
    type,
    subject: taskId,
    time: now.toISOString(),
    datacontenttype: 'application/json',
    tenant,
    attempt,
    lane,
    correlationid: taskId,
    ...(causationId === undefined ? {} : { causationid: causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    data,
  } as EventOf<Type>;
}
