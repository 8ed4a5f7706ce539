import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Break, objectKeys, ReconcylError, type Summary } from '@reconcyl/contracts';
import type { BreaksQuery, PageQuery } from '@reconcyl/engine/result';
import { describe, expect, it } from 'vitest';
import type { PagedResult } from '../dependencies.ts';
import { eventually } from '../testing/eventually.ts';
import { putCompleted, putRequest, taskId, tenant } from '../testing/finished.ts';
import { gatewayUnderTest } from '../testing/gateway-under-test.ts';

const headers = { host: 'localhost' };
const url = `/api/v1/reconciliations/${taskId}`;

const oneBreak: Break = {
  ordinal: 4,
  kind: 'discrepancy',
  key: ['2'],
  source_line: 3,
  target_line: 3,
  source: ['2', '20', '<script>'],
  target: ['2', '21', ''],
  differences: [{ column: 'amount', source: '20', target: '21', cause: 'value', delta: '1' }],
};

/** A pool that remembers what it was asked. */
function fakePool(options: { next?: number; gate?: Promise<void> } = {}) {
  const asked: (BreaksQuery | PageQuery)[] = [];
  const folders: string[] = [];
  let open = 0;
  const files = { source: { columns: ['id', 'amount', '__proto__'] }, target: { columns: ['id', 'amount', 'note'] } };
  return {
    asked,
    folders,
    open: () => open,
    async openResult(folder: string): Promise<PagedResult> {
      open += 1;
      folders.push(folder);
      await options.gate;
      return {
        summary: async () => ({ files, key: { columns: ['id'], inferred: true } }) as unknown as Summary,
        breaks: async (query) => {
          asked.push(query);
          return { items: [oneBreak], ...(options.next === undefined ? {} : { next: options.next }) };
        },
        rejects: async (query) => {
          asked.push(query);
          return { items: [{ side: 'source', line: 9, lines: 1, reason: 'too_few_fields', text: 'a;b' }], next: 3 };
        },
        close: async () => {
          open -= 1;
        },
      };
    },
  };
}

describe('breaks', () => {
  it('are paged and filtered', async () => {
    const pool = fakePool({ next: 4 });
    const { app, store } = await gatewayUnderTest({ pool });
    await putRequest(store.store);
    await putCompleted(store.store);
    const query = 'kind=discrepancy&column=amount&cause=value&limit=1';
    const answer = await app.inject({ method: 'GET', url: `${url}/breaks/?${query}`, headers });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      columns: { source: ['id', 'amount', '__proto__'], target: ['id', 'amount', 'note'], key: ['id'] },
      items: [oneBreak],
      next_cursor: expect.any(String),
    });
    await app.inject({ method: 'GET', url: `${url}/breaks?cursor=${answer.json().next_cursor}`, headers });
    expect(pool.asked).toEqual([
      { kind: 'discrepancy', column: 'amount', cause: 'value', limit: 1, after: undefined },
      { limit: 100, after: 4 },
    ]);
    expect(pool.open()).toBe(0);
  });

  it.each(['kind=nonsense', 'cause=x', 'limit=0', 'limit=1001', 'cursor=nonsense', 'cursor=YWZ0ZXI6LTE'])(
    'refuse %s',
    async (query) => {
      const { app, store } = await gatewayUnderTest({ pool: fakePool() });
      await putRequest(store.store);
      await putCompleted(store.store);
      const answer = await app.inject({ method: 'GET', url: `${url}/breaks?${query}`, headers });
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'RECON_FIELD_INVALID']);
    },
  );

  it('are there only after the end', async () => {
    const { app, store } = await gatewayUnderTest({ pool: fakePool() });
    await putRequest(store.store);
    const answer = await app.inject({ method: 'GET', url: `${url}/breaks`, headers });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'RECON_NOT_FINISHED']);
  });

  it('are read from the result files under their own names, copied once', async () => {
    const pool = fakePool();
    const { app, store } = await gatewayUnderTest({ pool });
    await putRequest(store.store);
    await putCompleted(store.store);
    const get = store.store.get;
    const read: string[] = [];
    Object.assign(store.store, {
      get: (key: string) => {
        read.push(key);
        return get(key);
      },
    });
    for (const path of ['breaks', 'breaks', 'rejects'])
      await app.inject({ method: 'GET', url: `${url}/${path}`, headers });
    expect(read.filter((key) => key.includes('/reconcile/'))).toHaveLength(4);
    const [folder = ''] = pool.folders;
    expect(new Set(pool.folders)).toEqual(new Set([folder]));
    expect(readdirSync(folder).sort()).toEqual([
      'breaks.parquet',
      'duplicates.parquet',
      'rejects.parquet',
      'summary.json',
    ]);
    expect(readFileSync(join(folder, 'breaks.parquet'), 'utf8')).toBe('the breaks of 1');
    await app.close();
    expect(existsSync(folder)).toBe(false);
  });

  it('make room for each other, but not while they are read', async () => {
    const gate = Promise.withResolvers<void>();
    const pool = fakePool({ gate: gate.promise });
    // The four files of a result are 71 bytes here.
    const { app, store } = await gatewayUnderTest({ pool, config: { RESULT_CACHE_BYTES: 100 } });
    const other = taskId.replace(/.$/, '9');
    for (const id of [taskId, other]) {
      await putRequest(store.store, id);
      await putCompleted(store.store, id);
    }
    const first = app.inject({ method: 'GET', url: `${url}/breaks`, headers });
    await eventually(() => pool.open()).toBe(1);
    const busy = await app.inject({ method: 'GET', url: `/api/v1/reconciliations/${other}/breaks`, headers });
    expect([busy.statusCode, busy.json().code]).toEqual([503, 'RECON_BUSY']);
    gate.resolve();
    expect((await first).statusCode).toBe(200);
    const again = await app.inject({ method: 'GET', url: `/api/v1/reconciliations/${other}/breaks`, headers });
    expect(again.statusCode).toBe(200);
    await eventually(() => existsSync(pool.folders[0] ?? '')).toBe(false);
  });

  it('of a result that is larger than the room are refused', async () => {
    const { app, store } = await gatewayUnderTest({ pool: fakePool(), config: { RESULT_CACHE_BYTES: 10 } });
    await putRequest(store.store);
    await putCompleted(store.store);
    const answer = await app.inject({ method: 'GET', url: `${url}/breaks`, headers });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'RECON_WORK_TOO_LARGE']);
  });

  it('are not given from bytes other than the promised ones', async () => {
    const { app, store } = await gatewayUnderTest({ pool: fakePool() });
    await putRequest(store.store);
    await putCompleted(store.store);
    const outcome = store.json(objectKeys.outcome(tenant, taskId, 1));
    await store.store.put(outcome.result.breaks.key, 'the breaks of x');
    expect((await app.inject({ method: 'GET', url: `${url}/breaks`, headers })).statusCode).toBe(500);
    await store.store.put(outcome.result.breaks.key, 'the breaks of 1');
    expect((await app.inject({ method: 'GET', url: `${url}/breaks`, headers })).statusCode).toBe(200);
  });

  it('are asked for later when the pool is full', async () => {
    const openResult = () => Promise.reject(new ReconcylError('RECON_BUSY'));
    const { app, store } = await gatewayUnderTest({ pool: { openResult } });
    await putRequest(store.store);
    await putCompleted(store.store);
    const answer = await app.inject({ method: 'GET', url: `${url}/breaks`, headers });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
  });
});

describe('rejects', () => {
  it('are paged', async () => {
    const pool = fakePool();
    const { app, store } = await gatewayUnderTest({ pool });
    await putRequest(store.store);
    await putCompleted(store.store);
    const answer = await app.inject({ method: 'GET', url: `${url}/rejects?limit=2`, headers });
    expect(answer.json().items).toEqual([{ side: 'source', line: 9, lines: 1, reason: 'too_few_fields', text: 'a;b' }]);
    await app.inject({ method: 'GET', url: `${url}/rejects?cursor=${answer.json().next_cursor}`, headers });
    expect(pool.asked).toEqual([
      { limit: 2, after: undefined },
      { limit: 100, after: 3 },
    ]);
  });
});
