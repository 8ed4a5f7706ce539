import {
  type DropDocument,
  type DroppedPair,
  dropDocumentSchema,
  errorCatalogue,
  objectKeys,
  type Pairing,
  ReconcylError,
  type SupersededDocument,
} from '@reconcyl/contracts';
import { getStoredDocument, putDocument, type StoredDocument } from '@reconcyl/object-store';
import { latestAttempt, markOpen } from '@reconcyl/service-kit';
import type { GatewayContext } from '../context.ts';
import { readOutcome } from '../lookup/find-reconciliation.ts';
import { acceptDrop } from './accept-drop.ts';
import { DropChangedError } from './copy-dropped.ts';
import { attemptToShow, type DropTimes, decideRun, type LastRun, newestOf, type Sight } from './decide.ts';
import type { DropBox } from './drop-box.ts';
import type { DroppedFiles } from './dropped-files.ts';
import { droppedPairing } from './dropped-ruleset.ts';
import { clearOutbox, type Shown, showInOutbox } from './outbox.ts';
import { type CompleteFiles, completeFiles, dropTaskId, isSamePair, pairOf, supersededTaskId } from './pair.ts';

export interface Look {
  readonly tenant: string;
  readonly name: string;
  readonly files: DroppedFiles;
  /** For how long these very files have been seen. */
  readonly seenForMs: number;
  readonly signal: AbortSignal;
}

/** When to look at a name again; `settled`: not before something changes. */
export type LookAgain = { readonly kind: 'settled' } | { readonly kind: 'open' } | { readonly kind: 'in'; ms: number };

/** What stands in the store of the last run of a name, and the etag to replace it by. */
type Found = StoredDocument<DropDocument>;

/** Between two looks at a file that somebody writes into. */
const changedMs = 500;

/**
 * Does what a name needs now: shows in its outbox how its last run ended, and begins the next one. Every step may be repeated, and
 * done by two processes at once: what a name's last run is changes by if-match alone, and its manifest is written once.
 */
export async function lookAtDrop(
  context: GatewayContext,
  box: DropBox,
  look: Look,
  times: DropTimes,
): Promise<LookAgain> {
  let found = await readDrop(context, look);
  const run = found && (await readLastRun(context, look.tenant, found.document));
  if (found !== undefined && run !== undefined) {
    const { run: number } = found.document;
    found = await show(context, box, look, found, run);
    // Another process went on meanwhile.
    if (found?.document.run !== number) return { kind: 'in', ms: changedMs };
  }
  const last: Sight['last'] = found && run && { document: found.document, run };
  const pairing = await pairingNow(context, box, look, last?.document);
  if (pairing === 'changed') return { kind: 'in', ms: changedMs };
  const { files, seenForMs } = look;
  const next = decideRun({ files, last, now: context.clock(), seenForMs, pairing }, times);
  switch (next.kind) {
    case 'wait':
      return { kind: 'in', ms: Math.max(next.forMs, 10) };
    case 'queued':
      if (found && next.files) await queue(context, look, found, next.files);
      return { kind: 'open' };
    case 'none':
      return { kind: isSettled(last) ? 'settled' : 'open' };
    case 'run':
      return begin(context, box, look, next.files, pairing, found && run ? { ...found, run } : undefined);
  }
}

/** How the files are to be paired; a ruleset that is wrong leaves it as it was. Needed for another pair than the last alone. */
async function pairingNow(
  context: GatewayContext,
  box: DropBox,
  { tenant, files, signal }: Look,
  last: DropDocument | undefined,
): Promise<Pairing | 'changed' | undefined> {
  const complete = completeFiles(files);
  if (complete === undefined || (last !== undefined && isSamePair(last.pair, pairOf(complete)))) return last?.pairing;
  try {
    return (await droppedPairing(context, box, tenant, files.ruleset, signal)) ?? last?.pairing;
  } catch (error) {
    if (error instanceof DropChangedError) return 'changed';
    throw error;
  }
}

async function begin(
  context: GatewayContext,
  box: DropBox,
  look: Look,
  files: CompleteFiles,
  pairing: Pairing | undefined,
  last: (Found & { readonly run: LastRun }) | undefined,
): Promise<LookAgain> {
  const { tenant, name, signal } = look;
  const pair = pairOf(files);
  const taskId = dropTaskId(tenant, name, pair);
  const previous = previousOf(last);
  const document: DropDocument = {
    version: 1,
    run: last === undefined ? 1 : last.document.run + (last.document.taskId === taskId ? 0 : 1),
    taskId,
    pair,
    droppedAt: droppedAtOf(files),
    ...(pairing === undefined ? {} : { pairing }),
    ...(previous === undefined ? {} : { previous }),
  };
  const claimed = await writeDrop(context, look, document, last?.etag);
  if (claimed === undefined) return { kind: 'in', ms: 10 };
  await supersede(context, look, last?.document, pair);
  try {
    await acceptDrop(context, box, { tenant, name, taskId, files, previous }, signal);
    return { kind: 'open' };
  } catch (error) {
    if (error instanceof DropChangedError) return { kind: 'in', ms: changedMs };
    if (!(error instanceof ReconcylError) || errorCatalogue[error.code].canRetry) throw error;
    const { code, detail, problems } = error;
    const refused = {
      code,
      ...(detail === undefined ? {} : { detail: detail.slice(0, 4000) }),
      ...(problems.length === 0 ? {} : { problems: problems.slice(0, 100).map((problem) => ({ ...problem })) }),
    };
    context.logger.info({ taskId, code }, 'dropped files were refused');
    await writeDrop(context, look, { ...document, refused }, claimed.etag);
    return { kind: 'in', ms: 10 };
  }
}

/** Notes which files wait for the end of a run. Those that waited before them are never run. */
async function queue(
  context: GatewayContext,
  look: Look,
  { document, etag }: Found,
  files: CompleteFiles,
): Promise<void> {
  const waiting = pairOf(files);
  if (document.waiting !== undefined && isSamePair(document.waiting, waiting)) return;
  await supersede(context, look, document, waiting);
  await writeDrop(context, look, { ...document, waiting, waitingDroppedAt: droppedAtOf(files) }, etag);
}

/** Lists the files that waited, unless it is they whose turn it is. */
async function supersede(
  { store, clock, logger }: GatewayContext,
  { tenant, name }: Look,
  document: DropDocument | undefined,
  by: DroppedPair,
): Promise<void> {
  const waiting = document?.waiting;
  if (waiting === undefined || isSamePair(waiting, by)) return;
  const taskId = supersededTaskId(tenant, name, waiting);
  const superseded: SupersededDocument = { version: 1, name, supersededAt: clock().toISOString() };
  await putDocument(store, objectKeys.superseded(tenant, taskId), superseded);
  await markOpen(store, tenant, taskId, clock());
  logger.info({ taskId }, 'dropped files were replaced before they were run');
}

function droppedAtOf({ source, target, ruleset }: CompleteFiles): string {
  return newestOf({ source, target, ...(ruleset === undefined ? {} : { ruleset }) }).toISOString();
}

/** The last completed run, seen from the next one. */
function previousOf(last: { readonly document: DropDocument; readonly run: LastRun } | undefined) {
  if (last === undefined) return undefined;
  const { document, run } = last;
  if (run.kind !== 'ended' || run.outcome.status !== 'completed') return document.previous;
  return { taskId: document.taskId, attempt: run.outcome.attempt };
}

/** Brings the outbox up to what the last run came to; gives what stands in the store of it then. */
async function show(
  context: GatewayContext,
  box: DropBox,
  look: Look,
  found: Found,
  run: LastRun,
): Promise<Found | undefined> {
  const { document } = found;
  if (run.kind === 'deleted') {
    // Also where nothing is known to be shown: who began to show it may have died before that was written down.
    await clearOutbox(box, look, document);
    if (document.shownAttempt === undefined) return found;
    return (await writeDrop(context, look, withoutShown(document), found.etag)) ?? readDrop(context, look);
  }
  const attempt = attemptToShow({ document, run });
  if (attempt === undefined) return found;
  const shown: Shown = { ...look, document, attempt, outcome: run.kind === 'ended' ? run.outcome : undefined };
  const showing = await showInOutbox(context, box, shown);
  if (showing === 'shown') {
    const settled = await writeDrop(context, look, { ...document, shownAttempt: attempt }, found.etag);
    return settled ?? readDrop(context, look);
  }
  const other = await readDrop(context, look);
  if (showing === 'overtaken' || other?.document.shownAttempt === undefined) return other;
  return (await writeDrop(context, look, withoutShown(other.document), other.etag)) ?? readDrop(context, look);
}

function withoutShown({ shownAttempt: _, ...rest }: DropDocument): DropDocument {
  return rest;
}

/** Nothing comes of it any more by itself. That another attempt of a failed run has ended, or that it was deleted, is heard of. */
function isSettled(last: Sight['last']): boolean {
  if (last === undefined) return true;
  if (attemptToShow(last) !== undefined) return false;
  return last.run.kind === 'refused' || last.run.kind === 'deleted' || last.run.kind === 'ended';
}

async function readLastRun(
  { store }: GatewayContext,
  tenant: string,
  { taskId, refused }: DropDocument,
): Promise<LastRun> {
  if (refused !== undefined) return { kind: 'refused' };
  if ((await store.stat(objectKeys.deleted(tenant, taskId))) !== undefined) return { kind: 'deleted' };
  const attempt = await latestAttempt(store, tenant, taskId);
  const outcome = await readOutcome(store, tenant, taskId, attempt);
  if (outcome !== undefined) return { kind: 'ended', outcome };
  const isAccepted = (await store.stat(objectKeys.request(tenant, taskId))) !== undefined;
  return { kind: isAccepted ? 'working' : 'claimed' };
}

function readDrop({ store }: GatewayContext, { tenant, name }: Look): Promise<Found | undefined> {
  return getStoredDocument(store, objectKeys.drop(tenant, name), dropDocumentSchema);
}

/** Replaces what was read; undefined when somebody else did so first. */
async function writeDrop(
  { store }: GatewayContext,
  { tenant, name }: Look,
  document: DropDocument,
  etag: string | undefined,
): Promise<Found | undefined> {
  const condition = etag === undefined ? { ifAbsent: true } : { ifMatch: etag };
  const put = await store.put(objectKeys.drop(tenant, name), JSON.stringify(document), condition);
  return put.created ? { document, etag: put.etag } : undefined;
}
