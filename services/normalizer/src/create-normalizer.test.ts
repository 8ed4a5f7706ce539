import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectKeys, ReconcylError, rulesetSchema } from '@reconcyl/contracts';
import type { InspectRequest, Plan } from '@reconcyl/engine';
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
import { createNormalizer } from './create-normalizer.ts';
import type { InspectTools } from './handle-reconciliation-requested.ts';

let root: string;
let service: Service | undefined;
let bus: ReturnType<typeof createMemoryBus>;
let store: ReturnType<typeof createMemoryObjectStore>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'normalizer-'));
  bus = createMemoryBus();
  store = createMemoryObjectStore();
});

afterEach(async () => {
  await service?.stop(0);
  await rm(root, { recursive: true });
});

async function startWith(tools: Partial<InspectTools>) {
  const inspected: { request: InspectRequest; source: string; target: string }[] = [];
  const inspect = async (request: InspectRequest): Promise<Plan> => {
    const source = await readFile(request.source.path, 'utf8');
    inspected.push({ request, source, target: await readFile(request.target.path, 'utf8') });
    request.onProgress?.({ phase: 'inspect', fraction: 0.5, rowsRead: 1 });
    return { engineVersion: '1', columns: [] } as unknown as Plan;
  };
  service = createNormalizer({
    ...{ bus, store, logger: createSilentLogger(), metrics: createMetrics('test') },
    scratch: await createScratch({ root }),
    concurrency: { small: 2, large: 1 },
    tools: { inspect, parseRuleset: () => rulesetSchema.parse({}), ...tools },
  });
  await service.start();
  return inspected;
}

describe('the normalizer', () => {
  it('makes the plan of a pair and says where it is', async () => {
    const inspected = await startWith({});
    const fields = { key: ['id'], ruleset: 'key: id' };
    const { event } = await acceptExample(store, { source: 'a\n1\n', target: 'a\n2\n', fields });
    await bus.publish(event);
    await bus.idle();
    expect(inspected).toMatchObject([{ source: 'a\n1\n', target: 'a\n2\n', request: { key: ['id'] } }]);
    expect(await readJson(store, objectKeys.plan('default', id, 1))).toEqual({ engineVersion: '1', columns: [] });
    const [, , normalized] = bus.published;
    expect(normalized).toMatchObject({
      type: 'reconcyl.files.normalized.v1',
      data: { plan: { key: objectKeys.plan('default', id, 1) }, partition: 0, partitions: 1 },
    });
  });

  it('gives the engine names of ours, and the names of the user only to show', async () => {
    const inspected = await startWith({});
    const { request, event } = await acceptExample(store);
    expect(request.source.fileName).toBe('source.csv');
    await bus.publish(event);
    await bus.idle();
    const { source, target } = inspected[0]?.request ?? {};
    expect([source?.path, target?.path].map((path) => path?.split('/').at(-1))).toEqual(['source.csv', 'target.csv']);
    expect(source?.displayName).toBe('source.csv');
  });

  it('ends the attempt of a wrong ruleset with every problem, before it reads a file', async () => {
    const inspected = await startWith({
      parseRuleset: () => {
        const problems = [{ path: 'key', message: 'unknown' }];
        throw new ReconcylError('RECON_RULESET_INVALID', undefined, { problems });
      },
    });
    const { event } = await acceptExample(store, { fields: { ruleset: 'nonsense' } });
    await bus.publish(event);
    await bus.idle();
    expect(inspected).toEqual([]);
    expect(await readJson(store, objectKeys.outcome('default', id, 1))).toMatchObject({
      failure: { code: 'RECON_RULESET_INVALID', problems: [{ path: 'key', message: 'unknown' }], stage: 'normalize' },
    });
  });

  it('tells its progress to those who listen', async () => {
    await startWith({});
    const { event } = await acceptExample(store);
    await bus.publish(event);
    await bus.idle();
    expect(bus.broadcasts).toMatchObject([
      { channel: `progress.default.${id}`, payload: { stage: 'normalize', phase: 'inspect', fraction: 0.5 } },
    ]);
  });

  it('refuses an input that is not what the manifest says', async () => {
    await startWith({});
    const { event } = await acceptExample(store);
    await store.put(objectKeys.input('default', id, 'source'), 'a\n666\n');
    await bus.publish(event);
    await bus.idle();
    expect(await readJson(store, objectKeys.outcome('default', id, 1))).toMatchObject({
      failure: { code: 'RECON_INTERNAL' },
    });
    expect(await bus.deadLetters()).toHaveLength(1);
  });
});
