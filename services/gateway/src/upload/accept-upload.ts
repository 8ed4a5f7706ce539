import {
  type ObjectReference,
  objectKeys,
  ReconcylError,
  type RequestDocument,
  requestDocumentSchema,
} from '@reconcyl/contracts';
import { getDocument } from '@reconcyl/object-store';
import { markOpenAnew } from '@reconcyl/service-kit';
import type { FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { checkInputs } from './check-inputs.ts';
import { fingerprintOf } from './fingerprint.ts';
import { hashOnly } from './hash-only.ts';
import { type Claim, claimKey } from './idempotency.ts';
import { publishRequested } from './publish-requested.ts';
import { receiveOptions, receiveUpload } from './receive-upload.ts';
import { bothFiles, putManifest, toRequestDocument } from './request-document.ts';
import { newTaskId } from './task-ids.ts';

/**
 * While an upload goes on its claim and its marker are renewed this often: well within the hour after which the claim counts as left
 * behind, and the day after which what has been stored does.
 */
const renewEveryMs = 10 * 60_000;

/**
 * Receives an upload and gives the id of the reconciliation once it is accepted, that is, durable. Whatever goes wrong before that
 * removes all that was written. With an Idempotency-Key a repeated upload gives the id of the first one.
 */
export async function acceptUpload(context: GatewayContext, tenant: string, request: FastifyRequest): Promise<string> {
  const giveBack = context.uploads.take();
  try {
    await context.diskFloor.check(Number(request.headers['content-length'] ?? 0));
    const key = idempotencyKeyOf(request);
    if (key === undefined) return await storeUpload(context, tenant, newTaskId(), request, undefined);
    const result = await claimKey(context.store, tenant, key, context.clock);
    if (result.kind === 'accepted') return await repeatUpload(context, tenant, result.taskId, request);
    return await storeUpload(context, tenant, result.claim.taskId, request, result);
  } finally {
    giveBack();
  }
}

function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return undefined;
  if (typeof given === 'string' && /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(given)) return given;
  throw new ReconcylError('RECON_FIELD_INVALID', 'Idempotency-Key: 1 to 255 visible ASCII characters');
}

/** Stores the marker for the sweep, then the files, then the manifest, which is what makes it accepted. */
async function storeUpload(
  context: GatewayContext,
  tenant: string,
  taskId: string,
  request: FastifyRequest,
  claimed: { readonly claim: Claim; readonly isTakenOver: boolean } | undefined,
): Promise<string> {
  const { store, clock } = context;
  const claim = claimed?.claim;
  const startedAt = performance.now();
  const ending = new AbortController();
  const removeAll = async () => {
    await store.deleteAll(objectKeys.reconciliation(tenant, taskId));
    await store.delete(objectKeys.open(tenant, taskId));
  };
  let marked: Promise<void> | undefined;
  const mark = () => markOpenAnew(store, tenant, taskId, clock());
  const renewal = setInterval(() => {
    claim?.refresh().catch((error) => ending.abort(error));
    // The next time is soon enough, and in the end it is looked whether the files are still there.
    mark().catch((error: unknown) => context.logger.warn({ taskId, err: error }, 'an upload was not marked'));
  }, renewEveryMs);
  let document: RequestDocument;
  let manifest: ObjectReference;
  try {
    // What the upload before left behind; its inputs must not be mixed with ours.
    if (claimed?.isTakenOver === true) await removeAll();
    const upload = await receiveUpload(request, {
      ...receiveOptions(context, ending.signal),
      sink: async (side, body) => {
        // Before the first byte: what is stored without it counts as left behind a day later.
        marked ??= mark();
        await marked;
        const put = await store.put(objectKeys.input(tenant, taskId, side), body, {
          ifAbsent: true,
          maxBytes: context.config.MAX_FILE_BYTES,
          signal: ending.signal,
        });
        if (!put.created) throw new ReconcylError('RECON_IDEMPOTENCY_IN_PROGRESS');
        return put;
      },
    });
    document = await toRequestDocument(context, tenant, taskId, upload);
    // Whoever still holds the claim now is the only one who may write the manifest for the next half hour.
    await claim?.refresh();
    await mark();
    await checkInputs(store, document);
    manifest = await putManifest(context, document);
  } catch (error) {
    const cleaning = claim === undefined ? removeAll() : claim.release(removeAll);
    await cleaning.catch((cause: unknown) =>
      context.logger.warn({ taskId, err: cause }, 'a failed upload was not removed'),
    );
    throw error;
  } finally {
    clearInterval(renewal);
  }
  const { lane, source, target } = document;
  const sizeBytes = source.sizeBytes + target.sizeBytes;
  context.logger.info(
    { taskId, attempt: 1, lane, sizeBytes, durationMs: Math.round(performance.now() - startedAt) },
    'accepted',
  );
  const { traceparent } = request.headers;
  await publishRequested(context, document, manifest, typeof traceparent === 'string' ? traceparent : undefined);
  return taskId;
}

/** Reads a repeated upload to compare it with the first one; stores nothing. */
async function repeatUpload(context: GatewayContext, tenant: string, taskId: string, request: FastifyRequest) {
  const document = await getDocument(context.store, objectKeys.request(tenant, taskId), requestDocumentSchema);
  const isDeleted = (await context.store.stat(objectKeys.deleted(tenant, taskId))) !== undefined;
  if (isDeleted || document === undefined) throw new ReconcylError('RECON_DELETED');
  const upload = await receiveUpload(request, {
    ...receiveOptions(context, undefined),
    sink: (_side, body) => hashOnly(body),
  });
  const { source, target } = bothFiles(upload);
  if (fingerprintOf(upload.fields, source, target) !== document.fingerprint) {
    throw new ReconcylError('RECON_IDEMPOTENCY_MISMATCH');
  }
  return taskId;
}
