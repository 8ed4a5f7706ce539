import { idempotencyClaimSchema, objectKeys, ReconcylError, taskIdSchema } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { type FormPart, field, file, form, pair } from '../testing/form.ts';
import { gatewayUnderTest } from '../testing/gateway-under-test.ts';
import { claimKey } from './idempotency.ts';
import { derivedTaskId } from './task-ids.ts';

const key = 'order-17 of monday';
const claim = objectKeys.idempotency('default', key);
type App = Awaited<ReturnType<typeof gatewayUnderTest>>['app'];

async function upload(app: App, parts: readonly FormPart[] = pair, idempotencyKey = key) {
  const { headers, payload } = form(...parts);
  const answer = await app.inject({
    method: 'POST',
    url: '/upload/',
    headers: { host: 'localhost', 'idempotency-key': idempotencyKey, ...headers },
    payload,
  });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

describe('an Idempotency-Key', () => {
  it('gives a derived id, the same for the same key and another for another', () => {
    const id = derivedTaskId('default', key);
    expect(taskIdSchema.parse(id)[14]).toBe('8');
    expect(derivedTaskId('default', key)).toBe(id);
    expect(derivedTaskId('other', key)).not.toBe(id);
    expect(derivedTaskId('default', `${key}.`)).not.toBe(id);
  });

  it('gives a repeated upload the same answer and starts no second run', async () => {
    const { app, bus, store } = await gatewayUnderTest();
    const first = await upload(app);
    const puts = store.puts.length;
    const second = await upload(app);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect(first.body.task_id).toBe(derivedTaskId('default', key));
    expect(bus.published).toHaveLength(1);
    expect(store.puts).toHaveLength(puts);
  });

  it('is claimed before any byte is stored', async () => {
    const { app, store } = await gatewayUnderTest();
    await upload(app);
    expect(store.puts[0]).toBe(claim);
  });

  it.each<[string, readonly FormPart[]]>([
    ['another file', [pair[0], file('target', 'id,amount\n1,11\n')]],
    ['another key', [...pair, field('key', 'id')]],
    ['another address', [...pair, field('email', 'a@example.com')]],
    ['another format', [...pair, field('report_format', 'csv')]],
    ['a ruleset', [...pair, field('ruleset', 'key: id')]],
    ['a name', [...pair, field('name', 'daily')]],
  ])('is refused with %s', async (_what, parts) => {
    const { app, bus } = await gatewayUnderTest();
    await upload(app);
    const second = await upload(app, parts);
    expect([second.status, second.body.code]).toEqual([422, 'RECON_IDEMPOTENCY_MISMATCH']);
    expect(bus.published).toHaveLength(1);
  });

  it('may come with files of other names', async () => {
    const { app } = await gatewayUnderTest();
    await upload(app);
    const renamed = pair.map((part) => ({ ...part, fileName: 'renamed.csv' }));
    expect((await upload(app, renamed)).status).toBe(202);
  });

  it('is refused while the first upload goes on', async () => {
    const { app, store } = await gatewayUnderTest();
    await claimKey(store.store, 'default', key, () => new Date());
    const second = await upload(app);
    expect([second.status, second.body.code, second.headers['retry-after']]).toEqual([
      409,
      'RECON_IDEMPOTENCY_IN_PROGRESS',
      '5',
    ]);
    expect(store.keys()).toEqual([claim]);
  });

  it('is free again after an upload that failed', async () => {
    const { app, store } = await gatewayUnderTest();
    expect((await upload(app, [pair[0]])).status).toBe(400);
    expect(store.keys()).toEqual([]);
    expect((await upload(app)).status).toBe(202);
  });

  it('is taken over after an hour, with the same id and nothing of the one before', async () => {
    let now = new Date('2026-11-23T10:00:00Z');
    const { app, store } = await gatewayUnderTest({ clock: () => now });
    await claimKey(store.store, 'default', key, () => now);
    const id = derivedTaskId('default', key);
    await store.store.put(objectKeys.input('default', id, 'source'), 'half of a fi');
    now = new Date('2026-11-23T10:59:59Z');
    expect((await upload(app)).status).toBe(409);
    now = new Date('2026-11-23T11:00:00Z');
    const taken = await upload(app);
    expect([taken.status, taken.body.task_id]).toEqual([202, id]);
    expect(idempotencyClaimSchema.parse(store.json(claim)).generation).toBe(2);
    expect(store.text(objectKeys.input('default', id, 'source'))).toBe(pair[0].value);
  });

  it('taken over makes the upload before fail without harm to the new one', async () => {
    let now = new Date('2026-11-23T10:00:00Z');
    const { app, store } = await gatewayUnderTest({ clock: () => now });
    const old = await claimKey(store.store, 'default', key, () => now);
    now = new Date('2026-11-23T11:00:00Z');
    expect((await upload(app)).status).toBe(202);
    const before = store.keys();
    if (old.kind !== 'claimed') throw new Error('not claimed');
    await expect(old.claim.refresh()).rejects.toMatchObject({ code: 'RECON_IDEMPOTENCY_IN_PROGRESS' });
    await expect(old.claim.release(() => Promise.reject(new Error('cleaned up')))).rejects.toMatchObject({
      code: 'RECON_IDEMPOTENCY_IN_PROGRESS',
    });
    expect(store.keys()).toEqual(before);
  });

  it('is taken over by one alone', async () => {
    let now = new Date('2026-11-23T10:00:00Z');
    const { store } = await gatewayUnderTest();
    const take = () => claimKey(store.store, 'default', key, () => now);
    await take();
    now = new Date('2026-11-23T12:00:00Z');
    const results = await Promise.allSettled([take(), take(), take()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('that was taken over while its files came accepts nothing', async () => {
    let now = new Date('2026-11-23T10:00:00Z');
    const takeOver = async () => {
      now = new Date('2026-11-23T11:00:00Z');
      await claimKey(under.store.store, 'default', key, () => now);
    };
    const beforePut = (put: string) => (put.endsWith('target.csv') ? takeOver() : undefined);
    const under = await gatewayUnderTest({ clock: () => now, faults: { beforePut } });
    const answer = await upload(under.app);
    expect([answer.status, answer.body.code]).toEqual([409, 'RECON_IDEMPOTENCY_IN_PROGRESS']);
    expect(under.store.keys().filter((stored) => stored.endsWith('request.json'))).toEqual([]);
    expect(under.bus.published).toEqual([]);
    expect(idempotencyClaimSchema.parse(under.store.json(claim)).generation).toBe(2);
  });

  describe('when the store goes away', () => {
    const start = new Date('2026-11-23T10:00:00Z');
    const minutesLater = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

    /** A store that is away from time to time; `puts` says what becomes of the next puts of the claim. */
    async function storeThatGoesAway() {
      const { store, ...rest } = await gatewayUnderTest();
      const puts: ('done, not said' | 'not done')[] = [];
      const state = { isAway: false, now: start };
      const unlessAway = <Arguments extends unknown[], Result>(method: (...given: Arguments) => Promise<Result>) => {
        return async (...given: Arguments): Promise<Result> => {
          if (state.isAway) throw new ReconcylError('RECON_UNAVAILABLE');
          return method(...given);
        };
      };
      const away: typeof store.store = {
        ...store.store,
        ...{ get: unlessAway(store.store.get), stat: unlessAway(store.store.stat) },
        delete: unlessAway(store.store.delete),
        put: async (...given) => {
          const next = puts.shift();
          if (next !== 'not done' && !(state.isAway && next === undefined)) {
            const put = await store.store.put(...given);
            if (next === undefined) return put;
          }
          throw new ReconcylError('RECON_UNAVAILABLE');
        },
      };
      const take = async () => {
        const result = await claimKey(away, 'default', key, () => state.now);
        if (result.kind !== 'claimed') throw new Error('not claimed');
        return result;
      };
      return { ...rest, store, puts, state, take };
    }
    const inProgress = { code: 'RECON_IDEMPOTENCY_IN_PROGRESS' };
    const unavailable = { code: 'RECON_UNAVAILABLE' };

    it('is held by the upload whose claim was written without an answer, and by it alone', async () => {
      const { puts, take } = await storeThatGoesAway();
      puts.push('done, not said');
      const { claim, isTakenOver } = await take();
      expect(isTakenOver).toBe(false);
      await claim.refresh();
      puts.push('done, not said');
      await expect(take()).rejects.toMatchObject(inProgress);
    });

    it('is free again at once where nobody could learn of the claim', async () => {
      const { puts, state, take, store } = await storeThatGoesAway();
      puts.push('done, not said');
      state.isAway = true;
      await expect(take()).rejects.toMatchObject(unavailable);
      expect(store.keys()).toEqual([claim]);
      state.isAway = false;
      expect(await take()).toMatchObject({ isTakenOver: true });
      await expect(take()).rejects.toMatchObject(inProgress);
    });

    it('is free again at once after an upload that failed and could not say so', async () => {
      const { state, take } = await storeThatGoesAway();
      const failing = await take();
      state.isAway = true;
      await expect(failing.claim.release(() => Promise.resolve())).rejects.toMatchObject(unavailable);
      state.isAway = false;
      expect(await take()).toMatchObject({ isTakenOver: true });
      await expect(failing.claim.refresh()).rejects.toMatchObject(inProgress);
    });

    it.each(['done, not said', 'not done'] as const)('is held on when one renewal is %s', async (what) => {
      const { puts, state, take, store } = await storeThatGoesAway();
      const held = await take();
      state.now = minutesLater(10);
      puts.push(what);
      await held.claim.refresh();
      state.now = minutesLater(20);
      await held.claim.refresh();
      expect(store.json(claim).claimedAt).toBe(state.now.toISOString());
    });

    it('is held on when the answers of renewals are lost while the store cannot be read either', async () => {
      const { puts, state, take } = await storeThatGoesAway();
      const held = await take();
      state.now = minutesLater(10);
      state.isAway = true;
      puts.push('done, not said');
      await held.claim.refresh();
      state.isAway = false;
      await held.claim.refresh();
      await expect(take()).rejects.toMatchObject(inProgress);
    });

    it('is given up once it could not be renewed for half an hour', async () => {
      const { state, take } = await storeThatGoesAway();
      const held = await take();
      state.isAway = true;
      state.now = minutesLater(29);
      await held.claim.refresh();
      state.now = minutesLater(30);
      await expect(held.claim.refresh()).rejects.toMatchObject(unavailable);
    });
  });

  it('lets one of many uploads at once win', async () => {
    const { app, bus, store } = await gatewayUnderTest();
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload(app)));
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(1);
    for (const { status, body } of answers) {
      if (status === 202) expect(body.task_id).toBe(derivedTaskId('default', key));
      else expect([status, body.code]).toEqual([409, 'RECON_IDEMPOTENCY_IN_PROGRESS']);
    }
    expect(bus.published).toHaveLength(1);
    expect(store.puts.filter((put) => put.endsWith('request.json'))).toHaveLength(1);
  });

  it('of a deleted reconciliation is 410', async () => {
    const { app } = await gatewayUnderTest();
    const first = await upload(app);
    const url = `/api/v1/reconciliations/${first.body.task_id}`;
    await app.inject({ method: 'DELETE', url, headers: { host: 'localhost' } });
    expect((await upload(app)).status).toBe(410);
  });

  it.each(['', ' ', 'ä', 'x'.repeat(256)])('must be 1 to 255 visible characters, not “%s”', async (given) => {
    const { app } = await gatewayUnderTest();
    const answer = await upload(app, pair, given);
    expect([answer.status, answer.body.code]).toEqual([400, 'RECON_FIELD_INVALID']);
  });
});
