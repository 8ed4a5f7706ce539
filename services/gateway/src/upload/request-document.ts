import { createHash } from 'node:crypto';
import {
  type Lane,
  type ObjectReference,
  objectKeys,
  ReconcylError,
  type RequestDocument,
  requestDocumentSchema,
  type Side,
} from '@reconcyl/contracts';
import { getDocument } from '@reconcyl/object-store';
import type { GatewayContext } from '../context.ts';
import { type GivenRuleset, givenRuleset } from '../rulesets/given-ruleset.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { ReceivedFile, ReceivedUpload } from './receive-upload.ts';

/** The manifest of an upload. Throws what is wrong with it as a whole: a file missing or empty, or the ruleset. */
export async function toRequestDocument(
  context: GatewayContext,
  tenant: string,
  taskId: string,
  upload: ReceivedUpload,
): Promise<RequestDocument> {
  bothFiles(upload);
  return requestDocumentOf(context, tenant, taskId, upload, await givenRuleset(context, tenant, upload.fields.ruleset));
}

/** The same once the ruleset is known. */
export function requestDocumentOf(
  context: GatewayContext,
  tenant: string,
  taskId: string,
  upload: ReceivedUpload,
  given: GivenRuleset | undefined,
): RequestDocument {
  const { source, target } = bothFiles(upload);
  const { fields } = upload;
  const lane: Lane = source.sizeBytes + target.sizeBytes <= context.config.SMALL_LANE_MAX_BYTES ? 'small' : 'large';
  const input = ({ sizeBytes, sha256, fileName }: ReceivedFile, side: Side) => ({
    key: objectKeys.input(tenant, taskId, side),
    sizeBytes,
    sha256,
    fileName,
  });
  return requestDocumentSchema.parse({
    version: 1,
    tenant,
    taskId,
    acceptedAt: context.clock().toISOString(),
    source: input(source, 'source'),
    target: input(target, 'target'),
    ...(given === undefined ? {} : { ruleset: given.text }),
    ...(given?.stored === undefined ? {} : { storedRuleset: given.stored }),
    ...(fields.key.length === 0 ? {} : { key: fields.key }),
    ...(fields.name === undefined ? {} : { name: fields.name }),
    ...(fields.email === undefined ? {} : { email: fields.email }),
    reportFormat: fields.reportFormat,
    lane,
    fingerprint: fingerprintOf(fields, source, target),
  });
}

/** Both files; throws RECON_FILES_REQUIRED or RECON_FILE_EMPTY. */
export function bothFiles({ files: { source, target } }: ReceivedUpload) {
  if (source === undefined || target === undefined) throw new ReconcylError('RECON_FILES_REQUIRED');
  for (const [side, file] of [
    ['source', source],
    ['target', target],
  ] as const) {
    if (file.sizeBytes === 0) throw new ReconcylError('RECON_FILE_EMPTY', `The ${side} file has 0 bytes.`);
  }
  return { source, target };
}

/** Writes the manifest. When the store did not say whether it did, what stands there decides. */
export async function putManifest({ store }: GatewayContext, document: RequestDocument): Promise<ObjectReference> {
  const key = objectKeys.request(document.tenant, document.taskId);
  const bytes = Buffer.from(JSON.stringify(document));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const reference = { key, sizeBytes: bytes.byteLength, sha256 };
  try {
    const put = await store.put(key, bytes, { ifAbsent: true });
    if (!put.created) throw new ReconcylError('RECON_IDEMPOTENCY_IN_PROGRESS');
    return reference;
  } catch (error) {
    const written = await getDocument(store, key, requestDocumentSchema).catch(() => undefined);
    if (written?.fingerprint === document.fingerprint && written.acceptedAt === document.acceptedAt) return reference;
    throw error;
  }
}
