import { objectKeys, ReconcylError } from '@reconcyl/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDyingPorts, exampleTaskId as id, readJson } from '../testing/index.ts';
import type { StageContext } from './definition.ts';
import { createStageFixture, plan, type StageFixture, typesOf, type Work } from './testing/stage-fixture.ts';

let stage: StageFixture;
beforeEach(async () => {
  stage = await createStageFixture();
});
afterEach(() => stage.remove());

describe('work that fails', () => {
  it('for a reason that trying again cannot help ends the attempt at once', async () => {
    const handle = stage.worker(async () => {
      throw new ReconcylError('RECON_RULESET_INVALID', 'Two problems.', { problems: [{ path: 'key', message: 'no' }] });
    });
    expect(await handle()).toEqual({ kind: 'done' });
    expect(await stage.outcomeOf()).toMatchObject({
      status: 'failed',
      failure: { code: 'RECON_RULESET_INVALID', stage: 'normalize', canRetry: false, detail: 'Two problems.' },
    });
    expect(typesOf(stage.bus.published)).toEqual(['stage.started', 'reconciliation.failed']);
  });

  it('for more and longer reasons than an event holds tells of the first ones', async () => {
    const problems = Array.from({ length: 100 }, (_, n) => ({
      path: `columns.${'列'.repeat(1000)}.${n}`,
      message: '列'.repeat(3000),
    }));
    const handle = stage.worker(async () => {
      throw new ReconcylError('RECON_RULESET_INVALID', undefined, { problems });
    });
    expect(await handle()).toEqual({ kind: 'done' });
    const failed = stage.bus.published.find(({ type }) => type === 'reconcyl.reconciliation.failed.v1');
    expect(Buffer.byteLength(JSON.stringify(failed))).toBeLessThan(128 * 1024);
    // 500 characters of the path and 1,000 of the message are 4,507 bytes.
    const told = { path: `columns.${'列'.repeat(492)}`, message: '列'.repeat(1000) };
    expect(failed?.data).toMatchObject({ failure: { problems: Array(14).fill(told) } });
  });

  it('publishes the outcome that stands in the stage.store, not its own', async () => {
    const failure = { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false };
    const first = { version: 1, status: 'failed', attempt: 1, finishedAt: '2026-03-01T00:00:00.000Z', failure };
    // Another worker ended the attempt meanwhile, and died before it could publish.
    await stage.worker(async () => {
      await stage.store.put(objectKeys.outcome('default', id, 1), JSON.stringify(first));
      throw new ReconcylError('RECON_FILE_EMPTY');
    })();
    expect(await stage.outcomeOf()).toMatchObject({ failure: { code: 'RECON_KEY_COLUMN_UNKNOWN' } });
    const failed = stage.bus.published.filter(({ type }) => type === 'reconcyl.reconciliation.failed.v1');
    expect(failed.map(({ data }) => data)).toMatchObject([{ failure: { code: 'RECON_KEY_COLUMN_UNKNOWN' } }]);
  });

  it('by a bug is tried three times, then the attempt ends and the message goes to the dead letters', async () => {
    const handle = stage.worker(async () => {
      throw new Error('a bug');
    });
    expect(await handle(1)).toMatchObject({ kind: 'retry', afterMs: 1000 });
    expect(await handle(2)).toMatchObject({ kind: 'retry', afterMs: 5000 });
    expect(await stage.outcomeOf()).toBeUndefined();
    expect(await handle(3)).toEqual({ kind: 'reject', reason: 'RECON_INTERNAL' });
    expect(await stage.outcomeOf()).toMatchObject({ failure: { code: 'RECON_INTERNAL', canRetry: true } });
  });

  it('because something is away is never counted', async () => {
    let isAway = true;
    const handle = stage.worker(async () => {
      if (isAway) throw new ReconcylError('RECON_DISK_FULL');
      return plan('one');
    });
    for (let count = 1; count <= 20; count += 1) {
      expect(await handle(count)).toMatchObject({ kind: 'retry', reason: 'RECON_DISK_FULL' });
    }
    isAway = false;
    expect(await handle(21)).toEqual({ kind: 'done' });
    expect(await stage.outcomeOf()).toBeUndefined();
  });

  it('because the worker stops is never counted', async () => {
    const handle = stage.worker(async () => {
      throw new ReconcylError('RECON_CANCELLED');
    });
    const stopping = AbortSignal.abort();
    for (let count = 1; count <= 5; count += 1) {
      expect(await handle(count, stage.event, stopping)).toMatchObject({ kind: 'retry', afterMs: 0 });
    }
    expect(await stage.worker(async () => plan('one'))(6)).toEqual({ kind: 'done' });
  });

  it('because the store went away is never counted, though the worker stops, if the store comes back in time', async () => {
    let refusals = 0;
    const mark = objectKeys.tryMarker('default', id, 1, 'normalize', 0);
    const away = (isBackAfter: number): typeof stage.store => ({
      ...stage.store,
      put: (key, ...given) => {
        if (key !== mark || refusals === isBackAfter) return stage.store.put(key, ...given);
        refusals += 1;
        if (refusals === 9) stopping.abort();
        return Promise.reject(new Error('away'));
      },
    });
    const stopping = new AbortController();
    const underAnOutage = (store: typeof stage.store) =>
      stage.worker(
        async () => {
          throw new ReconcylError('RECON_UNAVAILABLE');
        },
        { store, bus: stage.bus },
      )(1, stage.event, stopping.signal);
    expect(await underAnOutage(away(5))).toMatchObject({ kind: 'retry', afterMs: 0 });
    expect(await readJson(stage.store, mark)).toMatchObject({ end: 'handed-back' });
    // This time it has to end before.
    expect(await underAnOutage(away(100))).toMatchObject({ kind: 'retry', afterMs: 0 });
    expect(refusals).toBe(9);
  });

  it('because it takes longer than it may ends the attempt', async () => {
    const untilAborted: Work = (_event, { signal }: StageContext) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ReconcylError('RECON_CANCELLED')));
      });
    expect(await stage.worker(untilAborted, stage, 1)()).toEqual({ kind: 'done' });
    expect(await stage.outcomeOf()).toMatchObject({ failure: { code: 'RECON_WORK_TOO_LARGE', canRetry: false } });
  });
});

describe('a worker that dies', () => {
  const answer: Work = async () => plan('same for the same input');

  /** A worker that dies in the middle of its work, without a sign. */
  async function dieAt(count: number): Promise<void> {
    const { promise: began, resolve } = Promise.withResolvers<void>();
    const killer = stage.worker(() => {
      resolve();
      return new Promise<never>(() => undefined);
    });
    void killer(count);
    await began;
  }

  it('at any operation whatever loses nothing and leaves one output', async () => {
    const whole = createDyingPorts(stage.store, stage.bus, Number.POSITIVE_INFINITY);
    await stage.worker(answer, whole)();
    const expectedKeys = stage.store.keys();
    expect(whole.count()).toBeGreaterThan(10);

    for (let dieBefore = 1; dieBefore <= whole.count(); dieBefore += 1) {
      await stage.anew();
      const dying = createDyingPorts(stage.store, stage.bus, dieBefore);
      void stage.worker(answer, dying)();
      await dying.died;
      expect(await stage.worker(answer)(2), `killed before operation ${dieBefore}`).toEqual({ kind: 'done' });
      expect(typesOf(stage.bus.published)).toEqual(['stage.started', 'files.normalized']);
      const tries = stage.store.keys().filter((key) => key.includes('/tries/'));
      expect(stage.store.keys().filter((key) => !tries.includes(key))).toEqual(expectedKeys);
    }
  });

  it('three times on one message ends the attempt, and the message goes to the dead letters', async () => {
    for (const count of [1, 2, 3]) await dieAt(count);
    expect(await stage.worker(answer)(4)).toEqual({ kind: 'reject', reason: 'RECON_WORKER_DIED' });
    expect(await stage.outcomeOf()).toMatchObject({ failure: { code: 'RECON_WORKER_DIED', canRetry: true } });
    expect(typesOf(stage.bus.published)).toEqual(['stage.started', 'reconciliation.failed']);
  });

  it('is not what ends a delivery that comes while the store is away: that is no death', async () => {
    let isAway = true;
    const away: typeof stage.store = {
      ...stage.store,
      get: (...given) => (isAway ? Promise.reject(new Error('away')) : stage.store.get(...given)),
    };
    const handle = stage.worker(answer, { store: away, bus: stage.bus });
    expect(await handle(1)).toMatchObject({ kind: 'retry', reason: 'RECON_UNAVAILABLE' });
    isAway = false;
    await dieAt(2);
    await dieAt(3);
    expect(await handle(4)).toEqual({ kind: 'done' });
  });
});
