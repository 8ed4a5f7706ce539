import { createHash } from 'node:crypto';
import { ReconcylError, requestDocumentSchema, taskIdSchema } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { type FormPart, field, file, form, pair } from '../testing/form.ts';
import { gatewayUnderTest } from '../testing/gateway-under-test.ts';

const paths = [
  '/api/v1/reconcile/upload/',
  '/api/v1/reconcile/upload',
  '/upload/',
  '/upload',
  '/api/v1/reconciliations',
];
const headers = { host: 'localhost' };

describe('an upload', () => {
  it.each(paths)('is accepted at %s with a task id and the fixed message', async (url) => {
    const { app, store, bus } = await gatewayUnderTest();
    const { headers: type, payload } = form(...pair);
    const answer = await app.inject({ method: 'POST', url, headers: { ...headers, ...type }, payload });
    expect(answer.statusCode).toBe(202);
    const body = answer.json();
    expect(taskIdSchema.safeParse(body.task_id).success).toBe(true);
    expect(body.message).toBe('Use the task_id to check the status of the task');
    const base = `default/reconciliations/${body.task_id}`;
    expect(store.puts).toEqual([
      `default/open/${body.task_id}`,
      `${base}/inputs/source.csv`,
      `${base}/inputs/target.csv`,
      `default/open/${body.task_id}`,
      `${base}/request.json`,
    ]);
    expect(bus.published.map(({ type: eventType, subject }) => [eventType, subject])).toEqual([
      ['reconcyl.reconciliation.requested.v1', body.task_id],
    ]);
  });

  it('writes down what was asked, whatever the order of fields and files', async () => {
    const { app, store, bus } = await gatewayUnderTest({ config: { SMALL_LANE_MAX_BYTES: 10 } });
    const { headers: type, payload } = form(
      field('report_format', 'HTML'),
      file('target', 'id\n2\n', 'the target.csv'),
      field('key', 'id, other'),
      file('source', 'id\n1\n', 'the source.csv'),
      field('email', 'someone@example.com'),
      field('name', 'daily'),
      field('ruleset', 'version: 1'),
      field('csrfmiddlewaretoken', 'x'),
    );
    const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    const { task_id: taskId } = answer.json();
    const document = requestDocumentSchema.parse(store.json(`default/reconciliations/${taskId}/request.json`));
    expect(document).toMatchObject({
      source: {
        fileName: 'the source.csv',
        sizeBytes: 5,
        sha256: createHash('sha256').update('id\n1\n').digest('hex'),
      },
      target: { fileName: 'the target.csv', sizeBytes: 5 },
      key: ['id', 'other'],
      reportFormat: 'html',
      email: 'someone@example.com',
      name: 'daily',
      ruleset: 'version: 1',
      // 5 + 5 bytes are still small.
      lane: 'small',
    });
    expect(store.text(`default/reconciliations/${taskId}/inputs/source.csv`)).toBe('id\n1\n');
    expect(bus.published[0]).toMatchObject({ attempt: 1, lane: 'small', data: { name: 'daily' } });
  });

  it('goes to the large lane above the bound', async () => {
    const { app, bus } = await gatewayUnderTest({ config: { SMALL_LANE_MAX_BYTES: 9 } });
    const { headers: type, payload } = form(file('source', 'id\n1\n'), file('target', 'id\n2\n'));
    await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    expect(bus.published[0]?.lane).toBe('large');
  });

  it('is accepted when the bus is away', async () => {
    const { app, bus, store } = await gatewayUnderTest();
    bus.faults.publish = () => Promise.reject(new Error('no connection'));
    const { headers: type, payload } = form(...pair);
    const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    expect(answer.statusCode).toBe(202);
    expect(store.keys()).toContain(`default/open/${answer.json().task_id}`);
  });

  it('takes a repeated key field as one column each', async () => {
    const { app, store } = await gatewayUnderTest();
    const { headers: type, payload } = form(...pair, field('key', 'last, first'), field('key', 'born'));
    const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    const document = store.json(`default/reconciliations/${answer.json().task_id}/request.json`);
    expect(document.key).toEqual(['last, first', 'born']);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['bank\0statement.csv', 'bankstatement.csv'],
    [`${'x'.repeat(300)}.csv`, 'x'.repeat(255)],
    ['<script>alert(1)<!--.csv', '<script>alert(1)<!--.csv'],
    ['Auszüge März 2026.csv', 'Auszüge März 2026.csv'],
  ])('keeps the file name %j for display only', async (given, shown) => {
    const { app, store } = await gatewayUnderTest();
    const { headers: type, payload } = form(file('source', 'id\n1\n', given), pair[1]);
    const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    expect(answer.statusCode).toBe(202);
    const base = `default/reconciliations/${answer.json().task_id}`;
    expect(store.json(`${base}/request.json`).source).toMatchObject({
      fileName: shown,
      key: `${base}/inputs/source.csv`,
    });
    expect(answer.body).not.toContain('script');
  });

  it('takes a ruleset as a file', async () => {
    const { app, store } = await gatewayUnderTest();
    const { headers: type, payload } = form(file('ruleset', 'key: id', 'rules.yaml'), ...pair);
    const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    expect(store.json(`default/reconciliations/${answer.json().task_id}/request.json`).ruleset).toBe('key: id');
  });
});

const refused: [string, number, string, FormPart[]][] = [
  ['Both source and target files are required.', 400, 'RECON_FILES_REQUIRED', [pair[0]]],
  [
    'Both source and target files are required.',
    400,
    'RECON_FILES_REQUIRED',
    [pair[1], field('email', 'a@example.com')],
  ],
  ['Both source and target files are required.', 400, 'RECON_FILES_REQUIRED', []],
  ['Both source and target files are required.', 400, 'RECON_FILES_REQUIRED', [field('source', 'a'), pair[1]]],
  ['Both source and target files are required.', 400, 'RECON_FILES_REQUIRED', [pair[0], file('target', '', '')]],
  [
    "Invalid report format. Choose 'html', 'json', or 'csv'.",
    400,
    'RECON_REPORT_FORMAT_INVALID',
    [...pair, field('report_format', 'pdf')],
  ],
  [
    'The e-mail address is not one single valid address.',
    400,
    'RECON_EMAIL_INVALID',
    [field('email', 'a@x,b@y'), ...pair],
  ],
  [
    'The e-mail address is not one single valid address.',
    400,
    'RECON_EMAIL_INVALID',
    [...pair, field('email', 'a@example.com\r\nBcc: b@example.com')],
  ],
  ['A field of the request is not valid.', 400, 'RECON_FIELD_INVALID', [...pair, field('name', '../x')]],
  [
    'A field of the request is not valid.',
    400,
    'RECON_FIELD_INVALID',
    [...pair, field('name', 'a'), field('name', 'b')],
  ],
  ['A field of the request is not valid.', 400, 'RECON_FIELD_INVALID', [...pair, field('key', 'x'.repeat(70_000))]],
  [
    'The ruleset is larger than 64 kB or has more than 2,000 nodes.',
    422,
    'RECON_RULESET_TOO_LARGE',
    [...pair, file('ruleset', 'x'.repeat(70_000))],
  ],
  ['The file has no content.', 422, 'RECON_FILE_EMPTY', [pair[0], file('target', '')]],
  [
    'The upload is not a well-formed multipart form with one source and one target file.',
    400,
    'RECON_UPLOAD_INVALID',
    [pair[0], pair[0], pair[1]],
  ],
  [
    'The upload is not a well-formed multipart form with one source and one target file.',
    400,
    'RECON_UPLOAD_INVALID',
    [...pair, file('other', 'x')],
  ],
  [
    'The upload is not a well-formed multipart form with one source and one target file.',
    400,
    'RECON_UPLOAD_INVALID',
    [...pair, ...Array.from({ length: 11 }, (_, index) => field(`field${index}`, 'x'))],
  ],
  [
    'The upload is not a well-formed multipart form with one source and one target file.',
    400,
    'RECON_UPLOAD_INVALID',
    [field('__proto__', 'x'), ...pair],
  ],
  [
    'A file is larger than this server accepts.',
    413,
    'RECON_FILE_TOO_LARGE',
    [pair[0], file('target', 'x'.repeat(2000))],
  ],
];

describe('an upload that is not right', () => {
  it.each(refused)('is refused with “%s” (%i %s) and leaves nothing behind', async (error, status, code, parts) => {
    const { app, store, bus } = await gatewayUnderTest({ config: { MAX_FILE_BYTES: 1000 } });
    const { headers: type, payload } = form(...parts);
    const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    expect(answer.json()).toMatchObject({ error, code });
    expect(answer.statusCode).toBe(status);
    expect(store.keys()).toEqual([]);
    expect(bus.published).toEqual([]);
  });

  it('is told in a problem document on the new routes', async () => {
    const { app } = await gatewayUnderTest();
    const { headers: type, payload } = form(pair[0]);
    const url = '/api/v1/reconciliations';
    const answer = await app.inject({ method: 'POST', url, headers: { ...headers, ...type }, payload });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({
      type: 'urn:reconcyl:error:RECON_FILES_REQUIRED',
      title: 'Both source and target files are required.',
      status: 400,
      instance: url,
      code: 'RECON_FILES_REQUIRED',
      advice: 'Send one file in the field `source` and one in the field `target`.',
      can_retry: false,
    });
  });

  it.each([
    ['application/json', '{"source": "x"}'],
    ['application/x-www-form-urlencoded', 'source=x'],
    ['text/plain', 'x'],
  ])('is asked for its files when it is %s', async (type, payload) => {
    const { app } = await gatewayUnderTest();
    const answer = await app.inject({
      method: 'POST',
      url: '/upload/',
      headers: { ...headers, 'content-type': type },
      payload,
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toBe('Both source and target files are required.');
  });

  it('is refused without a boundary', async () => {
    const { app } = await gatewayUnderTest();
    const type = { 'content-type': 'multipart/form-data' };
    const answer = await app.inject({
      method: 'POST',
      url: '/upload/',
      headers: { ...headers, ...type },
      payload: 'x',
    });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'RECON_UPLOAD_INVALID']);
  });

  it('tells every problem of its ruleset with its path', async () => {
    const problems = [
      { path: 'columns.amount.kind', message: 'Invalid option' },
      { path: 'max_rejects', message: 'Invalid input' },
    ];
    const { app, store } = await gatewayUnderTest({
      parseRuleset: () => {
        throw new ReconcylError('RECON_RULESET_INVALID', undefined, { problems });
      },
    });
    const { headers: type, payload } = form(...pair, field('ruleset', 'columns: 1'));
    const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'RECON_RULESET_INVALID', problems });
    expect(store.keys()).toEqual([]);
  });

  it('is refused as long as too little disk is free', async () => {
    const { app, store } = await gatewayUnderTest({
      config: { MIN_FREE_DISK_BYTES: 1000 },
      faults: { freeBytes: 1100 },
    });
    const { headers: type, payload } = form(...pair);
    const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    expect([answer.statusCode, answer.json().code]).toEqual([507, 'RECON_DISK_FULL']);
    expect(answer.headers['retry-after']).toBeDefined();
    expect(store.keys()).toEqual([]);
  });

  it('is not accepted when a file of it was removed meanwhile', async () => {
    const { app, store, bus } = await gatewayUnderTest({
      faults: {
        beforePut: (key) => {
          if (key.endsWith('target.csv')) store.objects.delete(key.replace('target', 'source'));
        },
      },
    });
    const { headers: type, payload } = form(...pair);
    const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'RECON_UPLOAD_CUT_OFF']);
    expect(store.keys()).toEqual([]);
    expect(bus.published).toEqual([]);
  });

  it.each(['inputs/source.csv', 'inputs/target.csv', 'request.json'])(
    'removes what it wrote when the disk is full at %s',
    async (name) => {
      const faults = {
        beforePut: (key: string) => {
          if (key.endsWith(name))
            throw Object.assign(new Error('ENOSPC: no space left, write /secret'), { code: 'ENOSPC' });
        },
      };
      const { app, store } = await gatewayUnderTest({ faults });
      const { headers: type, payload } = form(...pair);
      const answer = await app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
      expect([answer.statusCode, answer.json().code]).toEqual([507, 'RECON_DISK_FULL']);
      expect(answer.body).not.toContain('secret');
      expect(store.keys()).toEqual([]);
    },
  );

  it('is accepted when the store wrote the manifest and did not say so', async () => {
    const under = await gatewayUnderTest();
    const put = under.store.store.put;
    Object.assign(under.store.store, {
      put: async (...given: Parameters<typeof put>) => {
        const result = await put(...given);
        if (given[0].endsWith('request.json')) throw new Error('connection reset');
        return result;
      },
    });
    const { headers: type, payload } = form(...pair);
    const answer = await under.app.inject({
      method: 'POST',
      url: '/upload/',
      headers: { ...headers, ...type },
      payload,
    });
    expect(answer.statusCode).toBe(202);
    expect(under.store.keys()).toContain(`default/reconciliations/${answer.json().task_id}/request.json`);
  });
});
