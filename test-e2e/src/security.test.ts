import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Answer, json, request, result, submit, upload } from './support/client.ts';
import { filesUnder } from './support/folder-content.ts';
import { root } from './support/reconcyl.ts';
import { embeddedSystem } from './support/system.ts';
import { testTimeoutMs } from './support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const source = 'id,value\n1,secret-cell-value\n2,b\n';
const target = 'id,value\n1,a\n2,c\n';
const open = embeddedSystem({ MAX_FILE_BYTES: '100000' });
const guarded = embeddedSystem({ RECONCYL_TOKEN: 'open-sesame-0123456789' });

describe('a request for another host', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '169.254.169.254'])(
    'is 421 for %s',
    async (host) => {
      for (const path of ['/api/v1/reconciliations', '/', '/docs', '/openapi.json']) {
        expect((await raw('GET', path, { host })).status).toBe(421);
      }
    },
  );

  it('is answered for the names of this machine', async () => {
    const { port } = new URL(open().url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect((await raw('GET', '/api/v1/reconciliations', { host })).status).toBe(200);
    }
  });
});

describe('a request that another site makes a browser send', () => {
  const { host } = { host: () => new URL(open().url).host };
  it.each([
    ['cross-site by its Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['from a foreign origin', { origin: 'https://evil.example' }],
    ['from a sandbox without origin', { origin: 'null' }],
  ])('is 403 when it would change something and is %s', async (_, headers) => {
    const id = await submit(open().url, { source, target });
    const self = `/api/v1/reconciliations/${id}`;
    for (const path of [
      '/api/v1/reconcile/upload/',
      '/upload/',
      '/api/v1/reconciliations',
      `${self}/retry`,
      '/api/v1/inspect',
    ]) {
      expect((await raw('POST', path, { host: host(), ...headers })).status, path).toBe(403);
    }
    expect((await raw('DELETE', self, { host: host(), ...headers })).status).toBe(403);
    expect((await request(`${open().url}${self}`)).status).toBe(200);
  });

  it('is answered without the allowance to read it', async () => {
    const answer = await raw('GET', '/api/v1/reconciliations', { host: host(), origin: 'https://evil.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is accepted from the own origin', async () => {
    const answer = await upload(open().url, {
      source,
      target,
      headers: { origin: open().url, 'sec-fetch-site': 'same-origin' },
    });
    expect(answer.status).toBe(202);
  });
});

describe('a token', () => {
  const paths = ['/api/v1/reconciliations', '/api/v1/reconcile/results/01a20685-7ce8-7089-b1a6-ac81f5431092/'];

  it.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer open-sesame' }],
    ['another scheme', { authorization: 'Basic open-sesame-0123456789' }],
  ])('is asked for: with %s everything is 401', async (_, headers) => {
    const { url } = guarded();
    for (const path of paths) {
      const answer = await request(`${url}${path}`, { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    const posted = await upload(url, { source, target, headers });
    expect([posted.status, json(posted)]).toMatchObject([401, { code: 'RECON_UNAUTHORIZED' }]);
    expect(await filesUnder(join(guarded().dataFolder, 'objects/default/reconciliations'))).toEqual([]);
  });

  it('opens the whole way from the upload to the report', async () => {
    const headers = { authorization: 'Bearer open-sesame-0123456789' };
    const answer = await upload(guarded().url, { source, target, headers });
    expect(answer.status).toBe(202);
    const { task_id } = json(answer) as { task_id: string };
    expect((await result(guarded().url, task_id, 'json', headers)).status).toBe(200);
    expect((await request(`${guarded().url}/api/v1/reconcile/results/${task_id}/`)).status).toBe(401);
  });

  it('is not needed to ask whether the system is alive', async () => {
    expect((await request(`${guarded().url}/healthz`)).status).toBe(200);
  });
});

describe('an upload beyond the limit', () => {
  it('is 413, whichever file it is, and nothing is left behind', async () => {
    const before = await stored();
    const large = `id,value\n${'1,some text of this file\n'.repeat(20_000)}`;
    for (const files of [
      { source: large, target },
      { source, target: large },
    ]) {
      const answer = await upload(open().url, files);
      expect([answer.status, json(answer)]).toMatchObject([413, { code: 'RECON_FILE_TOO_LARGE' }]);
    }
    expect(await stored()).toEqual(before);
  });

  it.each([
    [
      'a second source',
      [
        ['source', 'x'],
        ['source', 'y'],
        ['target', 'z'],
      ],
    ],
    [
      'a third file',
      [
        ['source', 'x'],
        ['target', 'y'],
        ['other', 'z'],
      ],
    ],
  ] as const)('is 400 with %s, and nothing is left behind', async (_, files) => {
    const before = await stored();
    const form = new FormData();
    for (const [name, content] of files) form.append(name, new Blob([content]), `${name}.csv`);
    const answer = await request(`${open().url}/upload/`, { method: 'POST', body: form });
    expect([answer.status, json(answer)]).toMatchObject([400, { code: 'RECON_UPLOAD_INVALID' }]);
    expect(await stored()).toEqual(before);
  });

  it.each([
    ['more than ten fields', Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`field${at}`, 'x']))],
    ['a field of more than 64 kB', { name: 'x'.repeat(70_000) }],
    ['two addresses', { email: 'a@example.com,b@example.com' }],
    ['an address with a line break', { email: 'a@example.com\r\nBcc: b@example.com' }],
    ['an address with a display name', { email: 'Ada <a@example.com>' }],
  ])('is refused with %s', async (_, fields) => {
    const before = await stored();
    const answer = await upload(open().url, { source, target, fields });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await stored()).toEqual(before);
  });

  /** Objects that uploads made; what earlier tests of this file had accepted may still be worked on. */
  async function stored(): Promise<string[]> {
    const all = await filesUnder(join(open().dataFolder, 'objects'));
    return all.filter((path) => path.includes('/inputs/'));
  }
});

describe('the body of an error', () => {
  it('holds no stack, no path of the machine and no cell', async () => {
    const { url, dataFolder } = open();
    const failed = await submit(url, { source, target, fields: { key: 'no such column' } });
    const form = { 'content-type': 'multipart/form-data; boundary=x' };
    const answers = [
      await result(url, failed),
      await request(`${url}/api/v1/reconciliations/${failed}`),
      await request(`${url}/api/v1/reconciliations/${failed}/report`),
      await request(`${url}/api/v1/reconciliations/${failed}/breaks?cursor=%00broken`),
      await request(`${url}/api/v1/reconciliations?cursor=broken&status=broken`),
      await request(`${url}/no/such/path`),
      await request(`${url}/api/v1/reconciliations`, { method: 'PUT', body: '{' }),
      await request(`${url}/upload/`, {
        method: 'POST',
        body: '{"source":1',
        headers: { 'content-type': 'application/json' },
      }),
      await request(`${url}/upload/`, { method: 'POST', body: 'no part', headers: form }),
      await request(`${url}/upload/`, { method: 'POST', body: '--x\r\nbroken', headers: form }),
      await request(`${url}/upload/`, {
        method: 'POST',
        body: 'x',
        headers: { 'content-type': 'multipart/form-data' },
      }),
      await upload(url, { source, target, fields: { ruleset: 'key: [' } }),
      await upload(url, { path: '/api/v1/inspect', source: '' }),
    ];
    for (const answer of answers) {
      if (answer.status < 400) continue;
      expect(answer.text).toMatch(/"code":"RECON_[A-Z_]+"/);
      for (const leak of [dataFolder, `${root}/`, '/tmp/', 'node_modules', 'secret-cell-value', '.ts:', '    at ']) {
        expect(answer.text).not.toContain(leak);
      }
    }
    expect(answers.filter(({ status }) => status >= 400).length).toBeGreaterThanOrEqual(10);
    expect(answers.slice(1).filter(({ status }) => status >= 500)).toEqual([]);
  });
});

describe('a report', () => {
  it.each(['json', 'csv', 'html'])('as %s is an attachment that no browser runs or guesses about', async (format) => {
    const id = await submit(open().url, { source, target });
    await result(open().url, id);
    for (const path of [`reconcile/results/${id}/`, `reconciliations/${id}/report`]) {
      const { status, headers } = await request(`${open().url}/api/v1/${path}?format=${format}`);
      expect(status).toBe(200);
      expect(headers.get('content-disposition')).toMatch(/^attachment;/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/(^|;\s*)sandbox(;|$)/);
    }
  });

  it('as html carries its own policy: nothing is loaded, nothing is run', async () => {
    const { text } = await result(open().url, await submit(open().url, { source, target }), 'html');
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
    expect(policy).toMatch(/^default-src (&#39;|')none(&#39;|')/);
    expect(policy).not.toContain('unsafe-inline');
  });
});

/** A request with headers that fetch would not send. */
function raw(method: string, path: string, headers: Record<string, string>): Promise<Answer> {
  const { hostname, port } = new URL(open().url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        const pairs = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]);
        resolve({ status: response.statusCode ?? 0, headers: new Headers(pairs), text });
      });
    });
    sent.on('error', reject).end();
  });
}
