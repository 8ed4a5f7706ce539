import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeEvent, objectKeys } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tombstone } from '../lifecycle/tombstone.ts';
import { createMemoryBus, exampleTaskId as id, readJson } from '../testing/index.ts';
import type { WorkResult } from './definition.ts';
import { createStageFixture, plan, type StageFixture, typesOf } from './testing/stage-fixture.ts';

let stage: StageFixture;
beforeEach(async () => {
  stage = await createStageFixture();
});
afterEach(() => stage.remove());

describe('a delivery', () => {
  it('is worked on, its output is stored once, and what follows is published', async () => {
    expect(await stage.worker(async () => plan('one'))()).toEqual({ kind: 'done' });
    expect(typesOf(stage.bus.published)).toEqual(['stage.started', 'files.normalized']);
    const done = await readJson(stage.store, objectKeys.done('default', id, 1, 'normalize'));
    expect(done).toMatchObject({ stage: 'normalize', attempt: 1, outputs: { plan: { sizeBytes: 14 } } });
    expect(stage.bus.published[1]).toMatchObject({ causationid: stage.event.id, correlationid: id, lane: 'small' });
  });

  it.each([0, 10, 3_000_000])('stores an output file of %i bytes under the hash of its bytes', async (size) => {
    const text = 'x'.repeat(size);
    await stage.worker(async (_event, { scratchDir }) => {
      const path = join(scratchDir, 'plan.json');
      await writeFile(path, text);
      return { kind: 'done', outputs: { plan: { path, extension: 'json' } } };
    })();
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(stage.store.text(objectKeys.data('default', id, 1, 'normalize', sha256, 'json'))).toBe(text);
  });

  it('leaves nothing in the scratch folder', async () => {
    let seen = '';
    await stage.worker(async (_event, context) => {
      seen = await context.download(context.request.source, 'source.csv');
      return plan('one');
    })();
    expect(seen).toContain('source.csv');
    const [home = ''] = await readdir(stage.root);
    expect(await readdir(join(stage.root, home))).toEqual([]);
  });

  it('that comes ten times is worked on once', async () => {
    let works = 0;
    const handle = stage.worker(async () => plan(`run ${++works}`));
    for (let count = 1; count <= 10; count += 1) expect(await handle(count)).toEqual({ kind: 'done' });
    expect(works).toBe(1);
    expect(typesOf(stage.bus.published)).toEqual(['stage.started', 'files.normalized']);
  });

  it('whose late worker wrote other bytes publishes the output of the first', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = stage.worker(async () => {
      await gate.promise;
      return plan('late');
    })();
    await stage.worker(async () => plan('first'))(2);
    gate.resolve();
    await slow;
    expect(stage.store.text(objectKeys.plan('default', id, 1))).toBe('{"text":"first"}');
    expect(typesOf(stage.bus.published).filter((type) => type === 'files.normalized')).toHaveLength(1);
  });

  it('whose late worker stored other objects publishes the done marker of the first', async () => {
    const gate = Promise.withResolvers<void>();
    const stored = (text: string): WorkResult => ({
      kind: 'done',
      outputs: { plan: { bytes: text, extension: 'json' } },
    });
    const silentBus = createMemoryBus();
    const slow = stage.worker(async () => {
      await gate.promise;
      return stored('late');
    })();
    // The first died after its done marker: what it published is not known to this bus.
    await stage.worker(async () => stored('first'), { ...stage, bus: silentBus })(2);
    gate.resolve();
    await slow;
    const normalized = stage.bus.published.find(({ type }) => type === 'reconcyl.files.normalized.v1');
    if (normalized?.type !== 'reconcyl.files.normalized.v1') throw new Error('nothing was published');
    expect(stage.store.text(normalized.data.plan.key)).toBe('first');
  });

  it('of a reconciliation that is deleted while its output is stored publishes nothing more', async () => {
    const deletesOnDone: ObjectStore = {
      ...stage.store,
      put: async (key, body, options) => {
        const put = await stage.store.put(key, body, options);
        if (key.endsWith('done.json'))
          await tombstone(stage.store, { tenant: 'default', taskId: id, service: 'gateway' });
        return put;
      },
    };
    await stage.worker(async () => plan('one'), { ...stage, store: deletesOnDone })();
    expect(typesOf(stage.bus.published)).toEqual(['stage.started']);
  });

  it('with an object key of another reconciliation is refused', async () => {
    const data = {
      request: { key: 'default/reconciliations/other/request.json', sizeBytes: 1, sha256: '0'.repeat(64) },
    };
    const context = { tenant: 'default', taskId: id, attempt: 1, lane: 'small', service: 'gateway' } as const;
    const forged = makeEvent('reconcyl.reconciliation.requested.v1', context, data);
    const outcome = await stage.worker(async () => plan('one'))(1, forged);
    expect(outcome).toEqual({ kind: 'reject', reason: 'RECON_EVENT_INVALID: request' });
    expect(stage.bus.published).toEqual([]);
  });

  it('of a deleted reconciliation does nothing', async () => {
    await tombstone(stage.store, { tenant: 'default', taskId: id, service: 'gateway' });
    const before = stage.store.keys();
    expect(await stage.worker(async () => plan('one'))()).toEqual({ kind: 'done' });
    expect(stage.store.keys()).toEqual(before);
    expect(stage.bus.published).toEqual([]);
  });

  it('of a reconciliation that is deleted while it is worked on stores and publishes nothing more', async () => {
    await stage.worker(async () => {
      await tombstone(stage.store, { tenant: 'default', taskId: id, service: 'gateway' });
      return plan('one');
    })();
    expect(typesOf(stage.bus.published)).toEqual(['stage.started']);
    expect(stage.store.keys().some((key) => key.includes('/1/'))).toBe(false);
  });
});

describe('work that says so', () => {
  it('is handed back without being counted', async () => {
    const handle = stage.worker(async () => ({ kind: 'hand-back', afterMs: 90_000, reason: 'another engine' }));
    for (let count = 1; count <= 6; count += 1) {
      expect(await handle(count)).toEqual({ kind: 'retry', afterMs: 30_000, reason: 'another engine' });
    }
  });

  it('begins anew in the next attempt, once, however often it is said', async () => {
    const handle = stage.worker(async () => ({ kind: 'restart', reason: 'another engine' }));
    await handle(1);
    await handle(2);
    const requested = stage.bus.published.filter(({ type }) => type === 'reconcyl.reconciliation.requested.v1');
    expect(requested.map(({ attempt }) => attempt)).toEqual([2]);
    expect(await stage.outcomeOf()).toBeUndefined();
  });
});
