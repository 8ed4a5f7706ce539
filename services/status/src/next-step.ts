import type { Stage } from '@reconcyl/contracts';
import { draftsAfterDone, draftsOfOutcome, draftsOfRequest, type EventDraft } from '@reconcyl/service-kit';
import type { Snapshot } from './snapshot.ts';

/** Ages, in milliseconds, after which the sweep does what it does. */
export interface SweepAges {
  /** From the tombstone to the removal of the data: longer than any stage may still be at work on it. */
  readonly purgeAfterMs: number;
  /** From the tombstone until it is forgotten itself. */
  readonly tombstoneMs: number;
  /** From the newest object of an upload that never became a manifest, its marker included, until it is removed. */
  readonly abandonAfterMs: number;
  /** From the outcome until the sweep looks no more. */
  readonly closeAfterMs: number;
  /** From the outcome until the sweep no longer asks for a mail that has no end: later than the notifier gives one up. */
  readonly mailForMs: number;
}

export type NextStep =
  /** Nothing to do now. */
  | { readonly kind: 'wait' }
  /** These events are missing, unless they are on their way: `stage` is the one that waits for them. */
  | { readonly kind: 'publish'; readonly stage: Stage | undefined; readonly events: readonly EventDraft[] }
  /** All is said: the sweep need not look any more, once the task store agrees. */
  | { readonly kind: 'close' }
  /** Remove the data of what was deleted. */
  | { readonly kind: 'purge' }
  /** Remove the tombstone too. */
  | { readonly kind: 'forget' }
  /** Remove an upload that never became a manifest. */
  | { readonly kind: 'abandon' };

/** What a reconciliation needs next, judged from its objects alone. */
export function nextStep(snapshot: Snapshot, now: Date, ages: SweepAges): NextStep {
  const { request, deleted, newestAt, outcome } = snapshot;
  const ageOf = (moment: Date | string) => now.getTime() - new Date(moment).getTime();
  if (deleted !== undefined) {
    const ageMs = ageOf(deleted.deletedAt);
    if (ageMs >= ages.purgeAfterMs && snapshot.hasData) return { kind: 'purge' };
    if (ageMs >= ages.tombstoneMs) return { kind: 'forget' };
    if (!snapshot.hasData) return { kind: 'wait' };
    const { deletedAt } = deleted;
    return publish(undefined, [{ type: 'reconcyl.reconciliation.deleted.v1', data: { deletedAt } }]);
  }
  if (snapshot.superseded !== undefined) return { kind: 'close' };
  if (request === undefined) {
    const isLeft = newestAt === undefined || ageOf(newestAt) >= ages.abandonAfterMs;
    return { kind: isLeft ? 'abandon' : 'wait' };
  }
  if (outcome === undefined) return missingStage(snapshot);
  const ageMs = ageOf(outcome.document.finishedAt);
  const waitsForMail = request.document.email !== undefined && snapshot.mail === undefined;
  if (waitsForMail && ageMs < ages.mailForMs) {
    const [mailed] = draftsOfOutcome(outcome.document, outcome.reference);
    return publish('notify', mailed === undefined ? [] : [mailed]);
  }
  return { kind: ageMs >= ages.closeAfterMs ? 'close' : 'wait' };
}

/** The first stage without a done marker gets its event again. */
function missingStage({ request, done }: Snapshot): NextStep {
  // A renderer that stored its reports but did not end the attempt finds them, and ends it.
  if (done.reconcile !== undefined) return publish('render', draftsAfterDone(done.reconcile));
  if (done.normalize !== undefined) return publish('reconcile', draftsAfterDone(done.normalize));
  if (request === undefined) return { kind: 'wait' };
  return publish('normalize', draftsOfRequest(request.reference, request.document.name));
}

function publish(stage: Stage | undefined, events: readonly EventDraft[]): NextStep {
  return { kind: 'publish', stage, events };
}
