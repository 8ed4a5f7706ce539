import type { EventContext, ObjectReference, OutcomeDocument } from '@reconcyl/contracts';
import { makeEvent } from '@reconcyl/contracts';
import type { Bus } from '@reconcyl/messaging';
import type { EventDraft } from '../stage/definition.ts';
import { draftsOfOutcome } from './follow-ups.ts';

/** The part of the bus that publishing needs. */
export type Publisher = Pick<Bus, 'publish'>;

/** Publishes the events that follow from an outcome as it stands in the store. Repeating it changes nothing. */
export function publishOutcome(
  bus: Publisher,
  document: OutcomeDocument,
  reference: ObjectReference,
  context: EventContext,
  now: Date = new Date(),
): Promise<void> {
  return publishDrafts(bus, draftsOfOutcome(document, reference), context, now);
}

/** Publishes drafts in their order, but waits for all of them together: a bus may make them durable in one go. */
export async function publishDrafts(
  bus: Publisher,
  drafts: readonly EventDraft[],
  context: EventContext,
  now: Date = new Date(),
): Promise<void> {
  const events = drafts.map(({ type, data, part }) =>
    makeEvent(type, { ...context, part: part ?? context.part }, data, now),
  );
  await Promise.all(events.map((event) => bus.publish(event)));
}
