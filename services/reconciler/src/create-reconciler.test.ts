import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeEvent, objectKeys, type PreviousResult, type RequestDocument } from '@reconcyl/contracts';
import type { ReconcileRequest } from '@reconcyl/engine';
import { createMetrics, createScratch, type Service } from '@reconcyl/service-kit';
import {
  acceptExample,
  createMemoryBus,
  createMemoryObjectStore,
  createSilentLogger,
  exampleTaskId as id,
  readJson,
} from '@reconcyl/service-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReconciler } from './create-reconciler.ts';

let root: string;
let service: Service | undefined;
let bus: ReturnType<typeof createMemoryBus>;
let store: ReturnType<typeof createMemoryObjectStore>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reconciler-'));
  bus = createMemoryBus();
  store = createMemoryObjectStore();
});

afterEach(async () => {
  await service?.stop(0);
  await rm(root, { recursive: true });
});

/** What the last call found in the folder of the previous result; undefined without one. */
let seenBefore: string[] | undefined;

/** Writes result files whose text says what they are. */
async function reconcile({ outDir, source, previousDir }: ReconcileRequest): Promise<void> {
  const read = (file: string) => readFile(join(previousDir ?? '', file), 'utf8');
  seenBefore = previousDir === undefined ? undefined : await Promise.all(['summary.json', 'breaks.parquet'].map(read));
  await writeFile(join(outDir, 'summary.json'), `{"of":${JSON.stringify(await readFile(source.path, 'utf8'))}}`);
  for (const name of ['breaks', 'duplicates', 'set-aside']) await writeFile(join(outDir, `${name}.parquet`), name);
}

async function start(engineVersion: string, otherEngineMs?: number) {
  service = createReconciler({
    ...{ bus, store, logger: createSilentLogger(), metrics: createMetrics('test'), otherEngineMs },
    scratch: await createScratch({ root }),
    concurrency: { small: 1, large: 1 },
    tools: { reconcile, engineVersion },
  });
  await service.start();
}

/** An accepted pair whose plan an engine of version 1 has made. */
async function normalized(fields: Partial<RequestDocument> = {}) {
  await acceptExample(store, { source: 'id\n1\n', fields });
  const key = objectKeys.plan('default', id, 1);
  const { sha256, sizeBytes } = await store.put(key, JSON.stringify({ engineVersion: '1' }));
  const context = { tenant: 'default', taskId: id, attempt: 1, lane: 'large', service: 'normalizer' } as const;
  const plan = { key, sha256, sizeBytes };
  return makeEvent('reconcyl.files.normalized.v1', context, { plan, partition: 0, partitions: 1 });
}

/** The objects of a result that is there already. */
async function earlierResult(): Promise<PreviousResult> {
  const taskId = id.replace(/1$/, '2');
  const put = async (role: 'summary' | 'breaks') => {
    const text = `the ${role}`;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const key = objectKeys.result('default', taskId, 1, role, sha256);
    return { key, sha256, sizeBytes: (await store.put(key, text)).sizeBytes };
  };
  return { taskId, attempt: 1, summary: await put('summary'), breaks: await put('breaks') };
}

describe('the reconciler', () => {
  it('stores the files that a result has under their hashes and says where they are', async () => {
    await start('1');
    await bus.publish(await normalized());
    await bus.idle();
    const reconciled = bus.published.find(({ type }) => type === 'reconcyl.files.reconciled.v1');
    if (reconciled?.type !== 'reconcyl.files.reconciled.v1') throw new Error('nothing was reconciled');
    const { summary, breaks, duplicates, setAside, ...others } = reconciled.data.result;
    expect(store.text(summary.key)).toBe('{"of":"id\\n1\\n"}');
    expect(summary.key).toBe(objectKeys.result('default', id, 1, 'summary', summary.sha256));
    expect([breaks, duplicates, setAside].map((found) => found && store.text(found.key))).toEqual([
      'breaks',
      'duplicates',
      'set-aside',
    ]);
    expect(others).toEqual({});
    expect(breaks.key).toMatch(/\.parquet$/);
  });

  it('holds it against the previous result that the manifest pins', async () => {
    await start('1');
    await bus.publish(await normalized({ previous: await earlierResult() }));
    await bus.idle();
    expect(seenBefore).toEqual(['the summary', 'the breaks']);
  });

  it('goes without a previous result that was deleted since', async () => {
    await start('1');
    const previous = await earlierResult();
    await store.delete(previous.breaks.key);
    await bus.publish(await normalized({ previous }));
    await bus.idle();
    expect(seenBefore).toBeUndefined();
    expect(bus.published.map(({ type }) => type)).toContain('reconcyl.files.reconciled.v1');
  });

  it('leaves a plan of another engine version to workers of that version', async () => {
    await start('2', 60_000);
    const event = await normalized();
    await bus.publish(event);
    const { promise: handedBack, resolve } = Promise.withResolvers<void>();
    setImmediate(function look() {
      if (bus.settled.length > 0) resolve();
      else setImmediate(look);
    });
    await handedBack;
    await service?.stop(0);
    expect(bus.settled[0]?.outcome).toMatchObject({ kind: 'retry', afterMs: 10_000 });
    expect(await readJson(store, objectKeys.outcome('default', id, 1))).toBeUndefined();
  });

  it('begins anew in the next attempt when that version is gone', async () => {
    await start('2', 0);
    await bus.publish(await normalized());
    await bus.idle();
    const requested = bus.published.find(({ type }) => type === 'reconcyl.reconciliation.requested.v1');
    expect(requested).toMatchObject({ attempt: 2 });
    expect(await readJson(store, objectKeys.outcome('default', id, 1))).toBeUndefined();
    expect(await readJson(store, objectKeys.attempt('default', id, 2))).toMatchObject({ reason: 'retry' });
  });
});
