import {
  type DoneDocument,
  type EventOf,
  type ObjectReference,
  type OutcomeDocument,
  reportFormats,
  summarySchema,
} from '@reconcyl/contracts';
import { type NextContext, readDocument } from '@reconcyl/service-kit';

/**
 * The outcome of an attempt whose reports are durable. It is made from stored objects alone: reports from the done marker, so
 * they are those of the worker who was first, and verdict and counts from the summary that all of them were rendered from.
 */
export async function endAttempt(
  done: DoneDocument,
  event: EventOf<'reconcyl.files.reconciled.v1'>,
  { attempt, store, clock }: Pick<NextContext, 'attempt' | 'store' | 'clock'>,
): Promise<OutcomeDocument> {
  const { result } = event.data;
  const found = await readDocument(store, result.summary.key, summarySchema.pick({ verdict: true, counts: true }));
  if (found === undefined) throw new Error('The summary that an event refers to is not in the store.');
  const { verdict, counts } = found.document;
  const finishedAt = clock().toISOString();
  const reports = reportsOf(done);
  return { version: 1, status: 'completed', attempt, finishedAt, verdict, counts, reports, result };
}

function reportsOf({ outputs }: DoneDocument): Record<string, ObjectReference> {
  return Object.fromEntries(
    reportFormats.map((format) => {
      const reference = outputs[format];
      if (reference === undefined) throw new Error(`The done marker of render has no ${format}.`);
      return [format, reference];
    }),
  );
}
