import { objectKeys } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { putCompleted, putFailed, putRequest, reports, taskId, tenant, workingState } from '../testing/finished.ts';
import { gatewayUnderTest } from '../testing/gateway-under-test.ts';

const headers = { host: 'localhost' };
const paths = [
  `/api/v1/reconcile/results/${taskId}/`,
  `/api/v1/reconcile/results/${taskId}`,
  `/reconciliation/${taskId}/`,
];
const url = `/api/v1/reconcile/results/${taskId}/`;

describe('results of a reconciliation that works', () => {
  it.each(paths)('are processing at %s, with the stage and when to ask again', async (path) => {
    const { app, store, tasks } = await gatewayUnderTest();
    await putRequest(store.store);
    tasks.write(workingState('reconciling'));
    const answer = await app.inject({ method: 'GET', url: path, headers });
    expect(answer.statusCode).toBe(202);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toEqual({
      status: 'Processing...',
      task_id: taskId,
      state: 'reconciling',
      stage: 'reconcile',
      attempt: 1,
    });
  });

  it('are processing when the task store knows nothing yet', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    const answer = await app.inject({ method: 'GET', url, headers });
    expect([answer.statusCode, answer.json().status, answer.json().state]).toEqual([202, 'Processing...', 'accepted']);
  });

  it('tell the progress that was heard since someone first asked', async () => {
    const { app, store, tasks, bus } = await gatewayUnderTest();
    await putRequest(store.store);
    tasks.write(workingState('reconciling'));
    await app.inject({ method: 'GET', url, headers });
    const progress = {
      tenant,
      taskId,
      attempt: 1,
      stage: 'reconcile',
      phase: 'compare',
      fraction: 0.5,
      rowsRead: 7,
      etaSeconds: 3.2,
    };
    await bus.bus.broadcast(`progress.${tenant}.${taskId}`, progress);
    const answer = await app.inject({ method: 'GET', url, headers });
    expect(answer.json()).toMatchObject({
      progress: { stage: 'reconcile', phase: 'compare', fraction: 0.5, rows_read: 7, eta_seconds: 3.2 },
      rows_read: 7,
    });
    expect(answer.headers['retry-after']).toBe('4');
  });

  it('are processing again once a second attempt was opened', async () => {
    const { app, store, tasks } = await gatewayUnderTest();
    await putRequest(store.store);
    await putFailed(store.store);
    tasks.write({
      ...workingState('failed'),
      failure: { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false },
    });
    await store.store.put(objectKeys.attempt(tenant, taskId, 2), '{}');
    const answer = await app.inject({ method: 'GET', url, headers });
    expect([answer.statusCode, answer.json().attempt]).toEqual([202, 2]);
  });
});

describe('results of a completed reconciliation', () => {
  it.each([
    ['', {}, 'json', 'application/json; charset=utf-8'],
    ['?format=json', { accept: 'text/html' }, 'json', 'application/json; charset=utf-8'],
    ['?format=CSV', {}, 'csv', 'text/csv; charset=utf-8'],
    ['?format=html', {}, 'html', 'text/html; charset=utf-8'],
    ['', { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' }, 'html', 'text/html; charset=utf-8'],
    ['', { accept: 'application/json;q=0.5, text/csv' }, 'csv', 'text/csv; charset=utf-8'],
    ['', { accept: 'image/png, */*' }, 'json', 'application/json; charset=utf-8'],
  ] as const)('are the report as a file for %s %j', async (query, accept, format, type) => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    await putCompleted(store.store);
    const answer = await app.inject({ method: 'GET', url: `${url}${query}`, headers: { ...headers, ...accept } });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(reports[format]);
    expect(answer.headers).toMatchObject({
      'content-type': type,
      'content-disposition': `attachment; filename="reconciliation_report.${format}"`,
      'content-length': String(reports[format].length),
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    });
  });

  it('that are gone are an error, and no file to keep', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    await putCompleted(store.store);
    for (const key of store.keys()) if (key.includes('/render/')) await store.store.delete(key);
    const answer = await app.inject({ method: 'GET', url, headers });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'RECON_NOT_FOUND']);
    expect(answer.headers).not.toHaveProperty('content-disposition');
    expect(answer.headers).not.toHaveProperty('etag');
  });

  it('are there although the task store still says otherwise, or is away', async () => {
    const { app, store, tasks } = await gatewayUnderTest();
    await putRequest(store.store);
    await putCompleted(store.store);
    tasks.write(workingState('rendering'));
    expect((await app.inject({ method: 'GET', url, headers })).statusCode).toBe(200);
    tasks.faults.get = () => {
      throw new Error('no connection');
    };
    expect((await app.inject({ method: 'GET', url, headers })).statusCode).toBe(200);
  });

  it('are refused in a format that does not exist', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    await putCompleted(store.store);
    for (const format of ['pdf', '', '../json', '__proto__']) {
      const answer = await app.inject({ method: 'GET', url: `${url}?format=${format}`, headers });
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ error: 'Invalid report format', code: 'RECON_REPORT_FORMAT_INVALID' });
    }
  });

  it('are not read from a key that the outcome should not name', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    await putCompleted(store.store);
    const key = objectKeys.outcome(tenant, taskId, 1);
    const outcome = store.json(key);
    outcome.reports.json.key = objectKeys.request(tenant, taskId);
    await store.store.put(key, JSON.stringify(outcome));
    expect((await app.inject({ method: 'GET', url, headers })).statusCode).toBe(500);
  });
});

describe('results of a failed reconciliation', () => {
  it('tell why and what to do', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    await putFailed(store.store);
    const answer = await app.inject({ method: 'GET', url, headers });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      status: 'Failed',
      error: {
        code: 'RECON_KEY_COLUMN_UNKNOWN',
        message: 'A key column does not exist in both files.',
        detail: 'No column is unique.',
        advice: 'Use a name from the header of the file, or map the column in the ruleset.',
        can_retry: false,
      },
    });
  });
});

describe('results of what is not there', () => {
  it.each([
    ['unknown', taskId],
    ['malformed', 'abc'],
    ['malformed', `${taskId}0`],
    ['malformed', '..%2f..%2fetc%2fpasswd'],
    ['malformed', '%00'],
    ['malformed', '%zz'],
    ['malformed', 'x'.repeat(300)],
  ])('are 404 for an %s id', async (_kind, id) => {
    const { app } = await gatewayUnderTest();
    const answer = await app.inject({ method: 'GET', url: `/api/v1/reconcile/results/${id}/`, headers });
    expect(answer.statusCode).toBe(404);
    expect(answer.json().code).toMatch(/^RECON_(ROUTE_)?NOT_FOUND$/);
  });

  it('are 410 once it was deleted', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    await putCompleted(store.store);
    await store.store.put(objectKeys.deleted(tenant, taskId), '{}');
    const answer = await app.inject({ method: 'GET', url, headers });
    expect(answer.statusCode).toBe(410);
    expect(answer.json()).toMatchObject({ error: 'The reconciliation was deleted.', code: 'RECON_DELETED' });
  });
});
