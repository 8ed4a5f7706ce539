import {
  type ObjectReference,
  objectKeys,
  ReconcylError,
  type RequestDocument,
  requestDocumentSchema,
} from '@reconcyl/contracts';
import { getDocument } from '@reconcyl/object-store';
import { markOpen } from '@reconcyl/service-kit';
import type { FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { fingerprintOf } from './fingerprint.ts';
import { hashOnly } from './hash-only.ts';
import { type Claim, claimKey } from './idempotency.ts';
import { publishRequested } from './publish-requested.ts';
import { receiveOptions, receiveUpload } from './receive-upload.ts';
import { bothFiles, putManifest, toRequestDocument } from './request-document.ts';
import { newTaskId } from './task-ids.ts';

/** A claim is renewed this often while its upload goes on: well within the hour after which it counts as left behind. */
const claimRefreshMs = 10 * 60_000;

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

/** Stores the files, then the marker for the sweep, then the manifest, which is what makes it accepted. */
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
  const renewal = claim && setInterval(() => claim.refresh().catch((error) => ending.abort(error)), claimRefreshMs);
  let document: RequestDocument;
  let manifest: ObjectReference;
  try {
    // What the upload before left behind; its inputs must not be mixed with ours.
    if (claimed?.isTakenOver === true) await removeAll();
    const upload = await receiveUpload(request, {
      ...receiveOptions(context, ending.signal),
      sink: async (side, body) => {
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
    // Whoever still holds the claim now is the only one who may write the manifest for the next hour.
    await claim?.refresh();
    await markOpen(store, tenant, taskId, clock());
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
