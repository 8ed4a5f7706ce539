import { createHash } from 'node:crypto';
import { type Lane, makeEvent, objectKeys, type RequestDocument } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { pino } from 'pino';
import * as z from 'zod';
import { readDocument } from '../lifecycle/documents.ts';
import { markOpen } from '../lifecycle/mark-open.ts';
import type { Logger } from '../logger.ts';

export const exampleTaskId = '01890000-0000-7000-8000-000000000001';

/** A log that nobody reads. */
export function createSilentLogger(): Logger {
  return pino({ level: 'silent' });
}

/** Puts a pair of files, the open marker and the manifest, as the gateway does, and gives the manifest and the first event. */
export async function acceptExample(
  store: ObjectStore,
  options: {
    readonly taskId?: string;
    readonly tenant?: string;
    readonly lane?: Lane;
    readonly source?: string;
    readonly target?: string;
    readonly fields?: Partial<RequestDocument>;
    readonly acceptedAt?: Date;
  } = {},
) {
  const { taskId = exampleTaskId, tenant = 'default', lane = 'small', acceptedAt = new Date() } = options;
  const { source = 'id,amount\n1,10\n', target = 'id,amount\n1,11\n' } = options;
  const input = async (side: 'source' | 'target', text: string) => {
    const { sizeBytes, sha256 } = await store.put(objectKeys.input(tenant, taskId, side), text);
    return { key: objectKeys.input(tenant, taskId, side), sizeBytes, sha256, fileName: `${side}.csv` };
  };
  const request: RequestDocument = {
    version: 1,
    tenant,
    taskId,
    acceptedAt: acceptedAt.toISOString(),
    source: await input('source', source),
    target: await input('target', target),
    reportFormat: 'json',
    lane,
    fingerprint: createHash('sha256').update(taskId).digest('hex'),
    ...options.fields,
  };
  await markOpen(store, tenant, taskId, acceptedAt);
  const key = objectKeys.request(tenant, taskId);
  const { sha256, sizeBytes } = await store.put(key, JSON.stringify(request), { ifAbsent: true });
  const event = makeEvent(
    'reconcyl.reconciliation.requested.v1',
    { tenant, taskId, attempt: 1, lane, service: 'gateway' },
    { request: { key, sha256, sizeBytes } },
  );
  return { request, event };
}

/** Reads a stored document without its schema. */
export async function readJson(store: ObjectStore, key: string): Promise<unknown> {
  return (await readDocument(store, key, z.unknown()))?.document;
}
