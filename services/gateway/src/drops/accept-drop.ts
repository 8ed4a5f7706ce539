import { objectKeys, type PreviousResult, type RequestDocument, requestDocumentSchema } from '@reconcyl/contracts';
import { markOpenAnew, settleDocument } from '@reconcyl/service-kit';
import type { GatewayContext } from '../context.ts';
import { readOutcome } from '../lookup/find-reconciliation.ts';
import { givenRuleset } from '../rulesets/given-ruleset.ts';
import { checkInputs } from '../upload/check-inputs.ts';
import { publishRequested } from '../upload/publish-requested.ts';
import type { ReceivedUpload } from '../upload/receive-upload.ts';
import { requestDocumentOf } from '../upload/request-document.ts';
import { copyDropped } from './copy-dropped.ts';
import type { DropBox } from './drop-box.ts';
import { readDroppedRuleset } from './dropped-ruleset.ts';
import type { CompleteFiles } from './pair.ts';

export interface Drop {
  readonly tenant: string;
  readonly name: string;
  readonly taskId: string;
  readonly files: CompleteFiles;
  /** The last completed run of the name. */
  readonly previous: { readonly taskId: string; readonly attempt: number } | undefined;
}

/**
 * Accepts dropped files as an upload is accepted: the marker for the sweep, both copied, then the manifest, then the event. Files that
 * were accepted, and those whose run was deleted, are left as they are. May be repeated and done twice at once: the id is that of the
 * files, so all write the same. Throws DropChangedError when the files are others by now, and coded errors for what is wrong with them.
 */
export async function acceptDrop(
  context: GatewayContext,
  box: DropBox,
  drop: Drop,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = context;
  const { tenant, name, taskId, files } = drop;
  const requestKey = objectKeys.request(tenant, taskId);
  const isThere = async (key: string) => (await store.stat(key)) !== undefined;
  if ((await isThere(requestKey)) || (await isThere(objectKeys.deleted(tenant, taskId)))) return;
  await context.diskFloor.check(files.source.sizeBytes + files.target.sizeBytes);
  // Before the files: a wrong ruleset is told at once, however large they are.
  const text = await readDroppedRuleset(box, files.ruleset, signal);
  const given = await givenRuleset(context, tenant, text);
  // What an earlier try copied a day ago would count as left behind.
  await markOpenAnew(store, tenant, taskId, clock());
  const copy = (side: 'source' | 'target') => copyDropped(context, box, files[side], { tenant, taskId, side, signal });
  const [source, target] = await Promise.all([copy('source'), copy('target')]);
  const email = given?.ruleset.notify;
  const upload: ReceivedUpload = {
    files: { source, target },
    fields: {
      name,
      key: [],
      // What the mail carries; the outbox has all of them.
      reportFormat: 'html',
      ...(text === undefined ? {} : { ruleset: text }),
      ...(email === undefined ? {} : { email }),
    },
  };
  const previous = await previousResult(context, drop);
  const document: RequestDocument = {
    ...requestDocumentOf(context, tenant, taskId, upload, given),
    ...(previous === undefined ? {} : { previous }),
  };
  await checkInputs(store, document);
  const settled = await settleDocument(store, requestKey, requestDocumentSchema, document);
  const { lane } = settled.document;
  context.logger.info({ taskId, attempt: 1, lane, sizeBytes: source.sizeBytes + target.sizeBytes }, 'accepted a drop');
  await publishRequested(context, settled.document, settled.reference);
}

/** The objects of the result before this one; nothing when it was deleted meanwhile. */
async function previousResult(
  { store }: GatewayContext,
  { tenant, previous }: Drop,
): Promise<PreviousResult | undefined> {
  if (previous === undefined) return undefined;
  const { taskId, attempt } = previous;
  const outcome = await readOutcome(store, tenant, taskId, attempt);
  const isDeleted = (await store.stat(objectKeys.deleted(tenant, taskId))) !== undefined;
  if (outcome?.status !== 'completed' || isDeleted) return undefined;
  return { taskId, attempt, summary: outcome.result.summary, breaks: outcome.result.breaks };
}
