import { Readable } from 'node:stream';
import {
  dropDocumentSchema,
  type OutcomeDocument,
  objectKeys,
  ReconcylError,
  type Ruleset,
  requestDocumentSchema,
} from '@reconcyl/contracts';
import { settleDocument } from '@reconcyl/service-kit';
import { createDyingPorts } from '@reconcyl/service-kit/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createContext } from '../context.ts';
import { gatewayUnderTest, type UnderTestOptions } from '../testing/gateway-under-test.ts';
import type { DropBox } from './drop-box.ts';
import { groupByName } from './dropped-files.ts';
import { lookAtDrop } from './look-at-drop.ts';

const tenant = 'default';
const hash = 'f'.repeat(64);
const counts = Object.fromEntries(
  [
    ...['source_rows', 'target_rows', 'agreeing', 'discrepancies', 'differing_cells', 'missing_in_target'],
    ...['missing_in_source', 'source_in_groups', 'target_in_groups', 'duplicate_keys'],
    ...['rejected_in_source', 'rejected_in_target'],
  ].map((name) => [name, 0]),
);

/** A gateway and what looks at its inbox, over ports in memory. */
async function inboxUnderTest(options: UnderTestOptions = {}, isFolder = false) {
  const gateway = await gatewayUnderTest(options);
  const { store } = gateway.store;
  const contextOf = (ports: { store: typeof store; bus: typeof gateway.bus.bus }) =>
    createContext({ ...gateway.dependencies, ...ports }, gateway.config, {
      baseUrl: () => 'http://here',
      closing: new AbortController().signal,
    });
  const context = contextOf(gateway.dependencies);
  const box: DropBox = { store, isFolder };
  const drop = async (name: string, files: Record<string, string>) => {
    for (const [file, text] of Object.entries(files)) await store.put(`inbox/${name}/${file}`, text);
  };
  const look = async (name: string, given = { context, box }, seenForMs = 0) => {
    const prefix = objectKeys.inbox(tenant);
    const listing = await Array.fromAsync(given.box.store.list(`${prefix}${name}/`));
    const files = groupByName(prefix, listing).get(name) ?? {};
    const { signal } = new AbortController();
    return lookAtDrop(
      given.context,
      given.box,
      { tenant, name, files, seenForMs, signal },
      { quietMs: 0, settleMs: 60_000 },
    );
  };
  const drops = (name: string) => dropDocumentSchema.parse(gateway.store.json(objectKeys.drop(tenant, name)));
  const requestOf = (taskId: string) =>
    requestDocumentSchema.parse(gateway.store.json(objectKeys.request(tenant, taskId)));
  const accepted = () => gateway.store.keys().filter((key) => key.endsWith('/request.json'));
  const end = async (taskId: string, how: 'completed' | 'failed', attempt = 1) => {
    const reference = async (key: string, text: string) => {
      const { sizeBytes, sha256 } = await store.put(key, text);
      return { key, sizeBytes, sha256 };
    };
    const finished = { version: 1, attempt, finishedAt: '2026-03-01T00:00:00.000Z' } as const;
    const outcome: OutcomeDocument =
      how === 'failed'
        ? { ...finished, status: how, failure: { code: 'RECON_INTERNAL', stage: 'render', canRetry: true } }
        : {
            ...finished,
            status: how,
            verdict: 'agree',
            counts: counts as never,
            reports: { html: await reference(objectKeys.report(tenant, taskId, 1, hash, 'html'), `html of ${taskId}`) },
            result: {
              summary: await reference(objectKeys.result(tenant, taskId, 1, 'summary', hash), `summary of ${taskId}`),
              breaks: await reference(objectKeys.result(tenant, taskId, 1, 'breaks', hash), `breaks of ${taskId}`),
            },
          };
    await settleDocument(store, objectKeys.outcome(tenant, taskId, attempt), z.unknown(), outcome);
  };
  return { ...gateway, context, contextOf, box, drop, look, drops, requestOf, accepted, end };
}

const pair = { 'source.csv': 'id\n1\n', 'target.csv': 'id\n2\n' };
const another = { 'source.csv': 'id\n3\n', 'target.csv': 'id\n4\n' };

describe('a dropped pair', () => {
  it('becomes a reconciliation as an upload does: copies, manifest, event', async () => {
    const { drop, look, drops, requestOf, store, bus } = await inboxUnderTest({
      parseRuleset: () => ({ version: 1, notify: 'ada@example.com' }),
    });
    await drop('bank', { ...pair, 'ruleset.yaml': 'notify: ada@example.com' });
    expect(await look('bank')).toEqual({ kind: 'open' });
    const { taskId } = drops('bank');
    expect(requestOf(taskId)).toMatchObject({
      ...{ name: 'bank', email: 'ada@example.com', ruleset: 'notify: ada@example.com', lane: 'small' },
      source: { fileName: 'source.csv', sizeBytes: 5 },
    });
    expect(store.text(objectKeys.input(tenant, taskId, 'target'))).toBe('id\n2\n');
    expect(store.keys()).toContain(objectKeys.open(tenant, taskId));
    expect(bus.published).toMatchObject([{ type: 'reconcyl.reconciliation.requested.v1', subject: taskId }]);
  });

  it('is one run, however often and by how many it is looked at', async () => {
    const { drop, look, accepted, bus } = await inboxUnderTest();
    await drop('bank', pair);
    await Promise.all([look('bank'), look('bank'), look('bank')]);
    await look('bank');
    expect(accepted()).toHaveLength(1);
    expect(new Set(bus.published.map(({ id }) => id)).size).toBe(1);
  });

  it('is accepted once, wherever the first process that tries is killed', async () => {
    for (let dieBefore = 1; ; dieBefore += 1) {
      const { drop, look, contextOf, accepted, dependencies, requestOf, drops, store } = await inboxUnderTest();
      await drop('bank', pair);
      const dying = createDyingPorts(dependencies.store, dependencies.bus, dieBefore);
      const first = look('bank', { context: contextOf(dying), box: { store: dying.store, isFolder: false } });
      const isOver = await Promise.race([first.then(() => true), dying.died.then(() => false)]);
      await look('bank');
      expect(accepted()).toHaveLength(1);
      const { source } = requestOf(drops('bank').taskId);
      expect(store.text(source.key)).toBe(pair['source.csv']);
      if (isOver) {
        expect(dieBefore).toBeGreaterThan(10);
        return;
      }
    }
  });

  it('is not accepted without a copy that was removed as left behind, but copied again', async () => {
    const { drop, look, contextOf, accepted, dependencies, requestOf, drops, store } = await inboxUnderTest();
    await drop('bank', pair);
    const plain = dependencies.store;
    const removing = {
      ...plain,
      put: async (...given: Parameters<typeof plain.put>) => {
        const put = await plain.put(...given);
        if (given[0].endsWith('/target.csv')) await plain.delete(given[0].replace('target.csv', 'source.csv'));
        return put;
      },
    };
    const first = look('bank', {
      context: contextOf({ ...dependencies, store: removing }),
      box: { store: plain, isFolder: false },
    });
    await expect(first).rejects.toMatchObject({ code: 'RECON_UPLOAD_CUT_OFF' });
    expect(accepted()).toEqual([]);
    await look('bank');
    expect(store.text(requestOf(drops('bank').taskId).source.key)).toBe(pair['source.csv']);
  });

  it('is not taken while it is written: neither before nor in the middle', async () => {
    const { drop, look, accepted, store, context } = await inboxUnderTest({}, true);
    await drop('bank', pair);
    const changing = {
      ...store.store,
      get: async (key: string) => {
        const found = await store.store.get(key);
        if (!key.startsWith('inbox/') || found === undefined) return found;
        const whole = found.body;
        async function* slowly() {
          yield* whole as AsyncIterable<Buffer>;
          await store.store.put(key, 'id\nmore\n');
        }
        return { ...found, body: Readable.from(slowly()) };
      },
    };
    const again = await look('bank', { context, box: { store: changing, isFolder: true } });
    expect(again).toMatchObject({ kind: 'in' });
    expect(accepted()).toEqual([]);
    expect(store.keys().filter((key) => key.includes('/inputs/'))).toEqual([]);
    await look('bank');
    expect(accepted()).toHaveLength(1);
  });

  it.each([
    ['empty', { ...pair, 'source.csv': '' }, 'RECON_FILE_EMPTY'],
    ['too large', { ...pair, 'source.csv': `id\n${'1\n'.repeat(600)}` }, 'RECON_FILE_TOO_LARGE'],
    ['with a wrong ruleset', { ...pair, 'ruleset.yaml': 'nonsense: true' }, 'RECON_RULESET_INVALID'],
    [
      'with a ruleset that is too large',
      { ...pair, 'ruleset.yaml': `#${'x'.repeat(65_536)}` },
      'RECON_RULESET_TOO_LARGE',
    ],
  ])('%s is refused with a document that says why, and another one is run', async (_what, files, code) => {
    const { drop, look, accepted, store } = await inboxUnderTest({
      config: { MAX_FILE_BYTES: 1000 },
      parseRuleset: () => {
        throw new ReconcylError('RECON_RULESET_INVALID', undefined, {
          problems: [{ path: 'nonsense', message: 'no' }],
        });
      },
    });
    await drop('bank', files);
    await look('bank');
    expect(await look('bank')).toEqual({ kind: 'settled' });
    expect(store.json('outbox/bank/error.json')).toMatchObject({ status: 'refused', error: { code } });
    expect(accepted()).toEqual([]);
    await drop('bank', { ...another, 'ruleset.yaml': '' });
    await look('bank');
    expect(accepted()).toHaveLength(1);
  });

  it('waits while a part of the system is away, and is not refused', async () => {
    const { drop, look, accepted } = await inboxUnderTest({
      faults: { freeBytes: 1 },
      config: { MIN_FREE_DISK_BYTES: 10 },
    });
    await drop('bank', pair);
    await expect(look('bank')).rejects.toMatchObject({ code: 'RECON_DISK_FULL' });
    expect(accepted()).toEqual([]);
  });
});

describe('the outbox of a name', () => {
  it('shows how its run ended, once it has', async () => {
    const { drop, look, drops, end, store } = await inboxUnderTest();
    await drop('bank', pair);
    await look('bank');
    await look('bank');
    expect(store.keys().filter((key) => key.startsWith('outbox/'))).toEqual([]);
    const { taskId } = drops('bank');
    await end(taskId, 'completed');
    expect(await look('bank')).toEqual({ kind: 'settled' });
    expect(store.text('outbox/bank/report.html')).toBe(`html of ${taskId}`);
    expect(store.json('outbox/bank/run.json')).toMatchObject({ run: 1, status: 'completed', task_id: taskId });
    const written = store.puts.length;
    expect(await look('bank')).toEqual({ kind: 'settled' });
    expect(store.puts).toHaveLength(written);
  });

  it('shows a failure, then the attempt that mends it, without the error', async () => {
    const { drop, look, drops, end, store } = await inboxUnderTest();
    await drop('bank', pair);
    await look('bank');
    const { taskId } = drops('bank');
    await end(taskId, 'failed');
    expect(await look('bank')).toEqual({ kind: 'settled' });
    expect(store.json('outbox/bank/error.json')).toMatchObject({ error: { code: 'RECON_INTERNAL' } });
    const attempt = { version: 1, attempt: 2, openedAt: '2026-03-01T00:00:00.000Z', reason: 'retry' };
    await settleDocument(store.store, objectKeys.attempt(tenant, taskId, 2), z.unknown(), attempt);
    expect(await look('bank')).toEqual({ kind: 'open' });
    await end(taskId, 'completed', 2);
    await look('bank');
    expect(store.keys().filter((key) => key.startsWith('outbox/bank/'))).toEqual(
      ['report.html', 'run.json', 'summary.json'].map((file) => `outbox/bank/${file}`),
    );
  });

  it.each(['before it looks', 'before it writes'])('does not go back to an earlier run, stalled %s', async (where) => {
    const { drop, look, drops, end, store, context } = await inboxUnderTest();
    await drop('bank', pair);
    await look('bank');
    await end(drops('bank').taskId, 'completed');
    const goOn = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const stall = () => {
      reached.resolve();
      return goOn.promise;
    };
    const slow: typeof store.store = {
      ...store.store,
      async *list(prefix, options) {
        if (where === 'before it looks' && prefix.startsWith('outbox/')) await stall();
        yield* store.store.list(prefix, options);
      },
      put: async (...given) => {
        if (where === 'before it writes') await stall();
        return store.store.put(...given);
      },
    };
    const late = look('bank', { context, box: { store: slow, isFolder: false } });
    await reached.promise;
    await look('bank');
    await drop('bank', another);
    await look('bank');
    const { taskId } = drops('bank');
    await end(taskId, 'completed');
    await look('bank');
    goOn.resolve();
    await late;
    expect(store.json('outbox/bank/run.json')).toMatchObject({ run: 2, task_id: taskId });
    expect(store.text('outbox/bank/report.html')).toBe(`html of ${taskId}`);
    expect(drops('bank')).toMatchObject({ run: 2, taskId, shownAttempt: 1 });
  });

  it('loses what it shows of a run that is deleted', async () => {
    const { drop, look, drops, end, store } = await inboxUnderTest();
    await drop('bank', pair);
    await look('bank');
    const { taskId } = drops('bank');
    await end(taskId, 'completed');
    await look('bank');
    const deleted = { version: 1, deletedAt: '2026-03-01T00:00:00.000Z' };
    await settleDocument(store.store, objectKeys.deleted(tenant, taskId), z.unknown(), deleted);
    expect(await look('bank')).toEqual({ kind: 'settled' });
    expect(store.keys().filter((key) => key.startsWith('outbox/'))).toEqual([]);
  });
});

describe('the outbox of a deleted run', () => {
  /** A run that was deleted after a process died while it showed it, before its n-th put; what the outbox holds then. */
  async function deletedAfterDeath(putsBeforeDeath: number, isSecond: boolean) {
    const { drop, look, drops, end, store, context } = await inboxUnderTest();
    if (isSecond) {
      await drop('bank', pair);
      await look('bank');
      await end(drops('bank').taskId, 'completed');
      await look('bank');
      const modifiedAt = new Date('2026-03-01T00:00:00.000Z');
      for (const [key, object] of store.objects) store.objects.set(key, { ...object, modifiedAt });
    }
    await drop('bank', another);
    await look('bank');
    const { taskId, run } = drops('bank');
    await end(taskId, 'completed');
    const { promise: died, resolve: die } = Promise.withResolvers<void>();
    let puts = 0;
    const dying: typeof store.store = {
      ...store.store,
      put: async (...given) => {
        puts += 1;
        if (puts <= putsBeforeDeath) return store.store.put(...given);
        die();
        return new Promise<never>(() => undefined);
      },
    };
    const box = { store: dying, isFolder: false };
    void look('bank', { context: { ...context, store: dying }, box });
    await died;
    expect(drops('bank').shownAttempt).toBeUndefined();
    const tombstone = { version: 1, deletedAt: '2026-03-01T00:00:00.000Z' };
    await settleDocument(store.store, objectKeys.deleted(tenant, taskId), z.unknown(), tombstone);
    expect(await look('bank')).toEqual({ kind: 'settled' });
    return { run, outbox: store.keys().filter((key) => key.startsWith('outbox/')), store };
  }

  it.each([0, 1, 2, 3])('holds nothing of it when who showed it died after %i puts', async (puts) => {
    expect((await deletedAfterDeath(puts, false)).outbox).toEqual([]);
  });

  it.each([1, 2, 3])('holds nothing of it in place of an earlier one, after %i puts', async (puts) => {
    expect(await deletedAfterDeath(puts, true)).toMatchObject({ run: 2, outbox: [] });
  });

  it('holds still what an earlier run left, when nothing of it was shown', async () => {
    const { outbox, store } = await deletedAfterDeath(0, true);
    expect(outbox).toHaveLength(3);
    expect(store.json('outbox/bank/run.json')).toMatchObject({ run: 1 });
  });
});

describe('runs of a name', () => {
  it('follow one another, and each is held against the last one that completed', async () => {
    const { drop, look, drops, end, requestOf, accepted } = await inboxUnderTest();
    await drop('bank', pair);
    await look('bank');
    const first = drops('bank').taskId;
    expect(requestOf(first).previous).toBeUndefined();
    await drop('bank', another);
    await look('bank');
    expect(accepted()).toHaveLength(1);
    await end(first, 'completed');
    await look('bank');
    const second = drops('bank').taskId;
    const breaks = { key: objectKeys.result(tenant, first, 1, 'breaks', hash) };
    expect(requestOf(second).previous).toMatchObject({ taskId: first, attempt: 1, breaks });
    await end(second, 'failed');
    await drop('bank', { 'source.csv': 'id\n5\n', 'target.csv': 'id\n6\n' });
    await look('bank');
    expect(drops('bank')).toMatchObject({ run: 3, previous: { taskId: first } });
  });

  it('leave out those in between, which are listed as superseded; the newest is next', async () => {
    const { drop, look, drops, end, accepted, store } = await inboxUnderTest();
    const superseded = () => store.keys().filter((key) => key.endsWith('/superseded.json'));
    await drop('bank', pair);
    await look('bank');
    await drop('bank', another);
    await look('bank');
    await look('bank');
    expect(superseded()).toEqual([]);
    await drop('bank', { 'source.csv': 'id\n5\n', 'target.csv': 'id\n6\n' });
    await look('bank');
    expect(superseded()).toHaveLength(1);
    await drop('bank', { 'source.csv': 'id\n7\n', 'target.csv': 'id\n8\n' });
    await end(drops('bank').taskId, 'completed');
    await look('bank');
    expect(accepted()).toHaveLength(2);
    expect(superseded()).toHaveLength(2);
    expect(store.text(objectKeys.input(tenant, drops('bank').taskId, 'target'))).toBe('id\n8\n');
    const open = store.keys().filter((key) => key.startsWith(objectKeys.openAll(tenant)));
    expect(open).toHaveLength(4);
  });

  it('mix no file of one pair with one of another where the ruleset says both-new', async () => {
    const { drop, look, drops, end, accepted, store } = await inboxUnderTest({ parseRuleset: bothNewOrWrong });
    await drop('bank', { ...pair, 'ruleset.yaml': 'pairing: both-new' });
    await look('bank');
    await end(drops('bank').taskId, 'completed');
    await drop('bank', { 'source.csv': 'id\n3\n' });
    expect(await look('bank', undefined, 86_400_000)).toEqual({ kind: 'settled' });
    expect(accepted()).toHaveLength(1);
    await drop('bank', { 'target.csv': 'id\n4\n' });
    await look('bank');
    expect(drops('bank').run).toBe(2);
    expect(store.text(objectKeys.input(tenant, drops('bank').taskId, 'source'))).toBe('id\n3\n');
    expect(store.text(objectKeys.input(tenant, drops('bank').taskId, 'target'))).toBe('id\n4\n');
  });

  it('go on not to mix while the ruleset is wrong, and mix again when it says nothing of it', async () => {
    const { drop, look, drops, end } = await inboxUnderTest({ parseRuleset: bothNewOrWrong });
    const later = () => look('bank', undefined, 86_400_000);
    await drop('bank', { ...pair, 'ruleset.yaml': 'pairing: both-new' });
    await look('bank');
    await end(drops('bank').taskId, 'completed');
    await drop('bank', { 'source.csv': 'id\n3\n', 'ruleset.yaml': 'wrong: true' });
    await later();
    expect(drops('bank').run).toBe(1);
    await drop('bank', { 'target.csv': 'id\n4\n' });
    await later();
    expect(drops('bank')).toMatchObject({ run: 2, refused: { code: 'RECON_RULESET_INVALID' } });
    await drop('bank', { 'source.csv': 'id\n5\n', 'ruleset.yaml': 'nulls: [x]' });
    await later();
    expect(drops('bank').run).toBe(3);
  });
});

function bothNewOrWrong(text: string): Ruleset {
  if (text.startsWith('wrong')) throw new ReconcylError('RECON_RULESET_INVALID');
  return text.startsWith('pairing') ? { version: 1, pairing: 'both-new' } : { version: 1 };
}
