import {
  objectKeys,
  type PreviousResult,
  ReconcylError,
  type RequestDocument,
  requestDocumentSchema,
} from '@reconcyl/contracts';
import { markOpen, settleDocument } from '@reconcyl/service-kit';
import type { GatewayContext } from '../context.ts';
import { readOutcome } from '../lookup/find-reconciliation.ts';
import { givenRuleset } from '../rulesets/given-ruleset.ts';
import { publishRequested } from '../upload/publish-requested.ts';
import type { ReceivedUpload } from '../upload/receive-upload.ts';
import { requestDocumentOf } from '../upload/request-document.ts';
import { bytesOf, copyDropped } from './copy-dropped.ts';
import type { DropBox } from './drop-box.ts';
import type { DroppedFile } from './dropped-files.ts';
import type { CompleteFiles } from './pair.ts';

export interface Drop {
  readonly tenant: string;
  readonly name: string;
  readonly taskId: string;
  readonly files: CompleteFiles;
  /** The last completed run of the name. */
  readonly previous: { readonly taskId: string; readonly attempt: number } | undefined;
}

const maxRulesetBytes = 65_536;

/**
 * Accepts dropped files as an upload is accepted: both copied, then the marker for the sweep, then the manifest, then the event. Files
 * that were accepted, and those whose run was deleted, are left as they are. May be repeated and done twice at once: the id is that of the files, so all write the same. Throws DropChangedError when the files are
 * others by now, and coded errors for what is wrong with them.
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
  const text = files.ruleset === undefined ? undefined : await readRuleset(box, files.ruleset, signal);
  const given = await givenRuleset(context, tenant, text);
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
  await markOpen(store, tenant, taskId, clock());
  const settled = await settleDocument(store, requestKey, requestDocumentSchema, document);
  const { lane } = settled.document;
  context.logger.info({ taskId, attempt: 1, lane, sizeBytes: source.sizeBytes + target.sizeBytes }, 'accepted a drop');
  await publishRequested(context, settled.document, settled.reference);
}

async function readRuleset(box: DropBox, file: DroppedFile, signal: AbortSignal): Promise<string | undefined> {
  const tooLarge = new ReconcylError('RECON_RULESET_TOO_LARGE', `It has more than ${maxRulesetBytes} bytes.`);
  if (file.sizeBytes > maxRulesetBytes) throw tooLarge;
  const chunks = await Array.fromAsync(bytesOf(box, file, signal));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return text.trim() === '' ? undefined : text;
  } catch (cause) {
    throw new ReconcylError('RECON_RULESET_INVALID', 'It is not UTF-8.', { cause });
  }
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
