import { attemptDocumentSchema, objectKeys, reconciliationBodySchema } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import {
  acceptedAt,
  counts,
  putCompleted,
  putFailed,
  putRequest,
  reports,
  taskId,
  tenant,
  workingState,
} from '../testing/finished.ts';
import { gatewayUnderTest } from '../testing/gateway-under-test.ts';

const headers = { host: 'localhost' };
const url = `/api/v1/reconciliations/${taskId}`;

describe('one reconciliation', () => {
  it('is shown from the objects alone', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    await putCompleted(store.store);
    for (const path of [
      url,
      `${url}/`,
      url.toUpperCase().replace('/API/V1/RECONCILIATIONS', '/api/v1/reconciliations'),
    ]) {
      const body = reconciliationBodySchema.parse((await app.inject({ method: 'GET', url: path, headers })).json());
      expect(body).toMatchObject({
        task_id: taskId,
        name: 'daily',
        status: 'completed',
        attempt: 1,
        accepted_at: acceptedAt,
        verdict: 'breaks',
        counts,
        links: { report: `http://127.0.0.1:0${url}/report`, breaks: `http://127.0.0.1:0${url}/breaks` },
      });
    }
  });

  it('tells its error', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    await putFailed(store.store);
    const body = (await app.inject({ method: 'GET', url, headers })).json();
    expect(body).toMatchObject({
      status: 'failed',
      error: { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', can_retry: false },
    });
    expect(body.links.report).toBeUndefined();
  });

  it('tells a code that this version does not know as it is', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    await putFailed(store.store);
    const key = objectKeys.outcome(tenant, taskId, 1);
    const outcome = store.json(key);
    outcome.failure.code = 'RECON_OF_TOMORROW';
    await store.store.put(key, JSON.stringify(outcome));
    const { error } = (await app.inject({ method: 'GET', url, headers })).json();
    expect(error).toMatchObject({ code: 'RECON_OF_TOMORROW', message: 'Something went wrong inside the server.' });
  });

  it.each(['', '/report', '/breaks', '/rejects', '/events'])(
    'is 404 when unknown and 410 when deleted, at “%s”',
    async (path) => {
      const { app, store } = await gatewayUnderTest();
      const answer = await app.inject({ method: 'GET', url: `${url}${path}`, headers });
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'RECON_NOT_FOUND']);
      await putRequest(store.store);
      await store.store.put(objectKeys.deleted(tenant, taskId), '{}');
      const gone = await app.inject({ method: 'GET', url: `${url}${path}`, headers });
      expect([gone.statusCode, gone.json().code]).toEqual([410, 'RECON_DELETED']);
    },
  );
});

describe('the report', () => {
  it('is given in the asked format, and not before the end', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    const early = await app.inject({ method: 'GET', url: `${url}/report`, headers });
    expect([early.statusCode, early.json().code, early.headers['retry-after']]).toEqual([
      409,
      'RECON_NOT_FINISHED',
      '2',
    ]);
    await putCompleted(store.store);
    const answer = await app.inject({ method: 'GET', url: `${url}/report?format=csv`, headers });
    expect(answer.body).toBe(reports.csv);
    const known = { ...headers, 'if-none-match': String(answer.headers.etag) };
    expect((await app.inject({ method: 'GET', url: `${url}/report?format=csv`, headers: known })).statusCode).toBe(304);
    const parquet = await app.inject({ method: 'GET', url: `${url}/report?format=parquet`, headers });
    expect(parquet.body).toBe('the breaks of 1');
    expect(parquet.headers['content-disposition']).toContain('reconciliation_report.parquet');
    const wrong = await app.inject({ method: 'GET', url: `${url}/report?format=pdf`, headers });
    expect([wrong.statusCode, wrong.json().code]).toEqual([400, 'RECON_REPORT_FORMAT_INVALID']);
  });
});

describe('the list', () => {
  it('is paged and filtered', async () => {
    const { app, tasks } = await gatewayUnderTest();
    const id = (index: number) => taskId.replace(/.$/, String(index));
    for (const index of [1, 2, 3]) {
      const at = `2026-11-23T10:00:0${index}.000Z`;
      tasks.write({ ...workingState(index === 2 ? 'failed' : 'reconciling'), taskId: id(index), acceptedAt: at });
    }
    const list = async (query: string) =>
      (await app.inject({ method: 'GET', url: `/api/v1/reconciliations${query}`, headers })).json();
    const ids = (body: { items: { task_id: string }[] }) => body.items.map((item) => item.task_id);
    const first = await list('?limit=2');
    expect(ids(first)).toEqual([id(3), id(2)]);
    const second = await list(`/?limit=2&cursor=${first.next_cursor}`);
    expect([ids(second), second.next_cursor]).toEqual([[id(1)], undefined]);
    expect(ids(await list('?status=failed'))).toEqual([id(2)]);
    expect(ids(await list('?name=other'))).toEqual([]);
    tasks.write({ ...workingState('deleted'), taskId: id(3), acceptedAt: '2026-11-23T10:00:03.000Z' });
    expect(ids(await list(''))).toEqual([id(2), id(1)]);
    expect(ids(await list('?status=deleted'))).toEqual([id(3)]);
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'status=nonsense', 'name=../x'])('refuses %s', async (query) => {
    const { app } = await gatewayUnderTest();
    const answer = await app.inject({ method: 'GET', url: `/api/v1/reconciliations?${query}`, headers });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'RECON_FIELD_INVALID']);
    expect(answer.json().problems[0].path).toBe(query.split('=')[0]);
  });

  it('is not available while the task store is away', async () => {
    const { app, tasks } = await gatewayUnderTest();
    tasks.faults.get = () => {
      throw new Error('no connection');
    };
    const answer = await app.inject({ method: 'GET', url: '/api/v1/reconciliations', headers });
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'RECON_UNAVAILABLE']);
    expect(answer.headers['retry-after']).toBeDefined();
  });
});

describe('deleting', () => {
  it('sets the tombstone, tells it, and may be repeated', async () => {
    const { app, store, bus } = await gatewayUnderTest();
    await putRequest(store.store);
    await putCompleted(store.store);
    const answer = await app.inject({ method: 'DELETE', url, headers });
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(store.json(objectKeys.deleted(tenant, taskId))).toMatchObject({ version: 1 });
    // The sweep must look at it, or its data would stay.
    expect(store.keys()).toContain(objectKeys.open(tenant, taskId));
    expect(bus.published[0]).toMatchObject({ type: 'reconcyl.reconciliation.deleted.v1', subject: taskId });
    expect((await app.inject({ method: 'GET', url, headers })).statusCode).toBe(410);
    expect((await app.inject({ method: 'DELETE', url: `${url}/`, headers })).statusCode).toBe(204);
  });

  it('is done although the bus is away', async () => {
    const { app, store, bus } = await gatewayUnderTest();
    await putRequest(store.store);
    bus.faults.publish = () => Promise.reject(new Error('no connection'));
    expect((await app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(204);
    expect((await app.inject({ method: 'GET', url, headers })).statusCode).toBe(410);
  });

  it('is 404 for what is not there', async () => {
    const { app, store } = await gatewayUnderTest();
    for (const id of [taskId, 'abc']) {
      const answer = await app.inject({ method: 'DELETE', url: `/api/v1/reconciliations/${id}`, headers });
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'RECON_NOT_FOUND']);
    }
    expect(store.keys()).toEqual([]);
  });
});

describe('trying again', () => {
  it('opens the next attempt of a failed one', async () => {
    const { app, store, bus } = await gatewayUnderTest();
    await putRequest(store.store);
    await putFailed(store.store);
    const answer = await app.inject({ method: 'POST', url: `${url}/retry`, headers });
    expect([answer.statusCode, answer.json().task_id]).toEqual([202, taskId]);
    const opened = attemptDocumentSchema.parse(store.json(objectKeys.attempt(tenant, taskId, 2)));
    expect(opened).toMatchObject({ attempt: 2, reason: 'retry' });
    expect(bus.published[0]).toMatchObject({ type: 'reconcyl.reconciliation.requested.v1', attempt: 2 });
    const body = (await app.inject({ method: 'GET', url, headers })).json();
    expect([body.status, body.attempt]).toEqual(['accepted', 2]);
  });

  it('is refused for one that works, has completed or is not there', async () => {
    const { app, store } = await gatewayUnderTest();
    const retry = async () => {
      const answer = await app.inject({ method: 'POST', url: `${url}/retry`, headers });
      return [answer.statusCode, answer.json().code];
    };
    expect(await retry()).toEqual([404, 'RECON_NOT_FOUND']);
    await putRequest(store.store);
    expect(await retry()).toEqual([409, 'RECON_NOT_RETRYABLE']);
    await putCompleted(store.store);
    expect(await retry()).toEqual([409, 'RECON_NOT_RETRYABLE']);
  });
});
