import {
  type DoneDocument,
  type Lane,
  type ObjectReference,
  type OutcomeDocument,
  resultReferencesSchema,
  type Stage,
} from '@reconcyl/contracts';
import type { EventDraft } from '../stage/definition.ts';

/** The service of each stage; consumers and event sources are named after it. */
export const stageServices = {
  normalize: 'normalizer',
  reconcile: 'reconciler',
  render: 'report-renderer',
  notify: 'notifier',
} as const satisfies Record<Stage, string>;

/** The durable name of a stage's consumer. */
export function consumerName(service: string, lane: Lane): string {
  return `${service}-${lane}`;
}

/** What asks for the first stage. */
export function draftsOfRequest(request: ObjectReference, name: string | undefined): EventDraft[] {
  return [{ type: 'reconcyl.reconciliation.requested.v1', data: { request, ...(name === undefined ? {} : { name }) } }];
}

/** What follows from the done marker of `normalize` or `reconcile`. Throws when an output is missing: then it is not one of ours. */
export function draftsAfterDone(done: DoneDocument): EventDraft[] {
  const output = (role: string): ObjectReference => {
    const found = Object.hasOwn(done.outputs, role) ? done.outputs[role] : undefined;
    if (found === undefined) throw new Error(`The done marker of ${done.stage} has no ${role}.`);
    return found;
  };
  switch (done.stage) {
    case 'normalize':
      return [
        {
          type: 'reconcyl.files.normalized.v1',
          data: { plan: output('plan'), partition: 0, partitions: 1 },
          part: '0',
        },
      ];
    case 'reconcile':
      return [
        {
          type: 'reconcyl.files.reconciled.v1',
          data: { partition: 0, partitions: 1, result: resultReferencesSchema.parse(done.outputs) },
          part: '0',
        },
      ];
    case 'render':
    case 'notify':
      return [];
  }
}

/** What follows from the end of an attempt. `outcome` is the reference of the document itself. */
export function draftsOfOutcome(document: OutcomeDocument, outcome: ObjectReference): EventDraft[] {
  if (document.status === 'failed') {
    return [{ type: 'reconcyl.reconciliation.failed.v1', data: { outcome, failure: document.failure } }];
  }
  const { verdict, counts } = document;
  return [
    { type: 'reconcyl.report.rendered.v1', data: { outcome } },
    { type: 'reconcyl.reconciliation.completed.v1', data: { outcome, verdict, counts } },
  ];
}
