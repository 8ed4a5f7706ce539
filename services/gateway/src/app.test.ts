import { makeSecret } from '@reconcyl/service-kit';
import { describe, expect, it } from 'vitest';
import { buildApp } from './app.ts';
import { bindAddress } from './config.ts';
import { putCompleted, putRequest, taskId } from './testing/finished.ts';
import { form, pair } from './testing/form.ts';
import { gatewayUnderTest } from './testing/gateway-under-test.ts';

const headers = { host: 'localhost:8080' };
const token = 'a-token-of-the-test';

describe('every route', () => {
  it('declares what it does, so that authorize can judge it', async () => {
    const { app } = await gatewayUnderTest();
    await app.ready();
    const routes = app.declaredRoutes();
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter(({ action }) => action === undefined)).toEqual([]);
  });

  it('is refused at start when it does not', async () => {
    const { dependencies, config } = await gatewayUnderTest();
    const app = await buildApp(dependencies, config);
    expect(() => app.get('/undeclared', () => 'x')).toThrow('GET /undeclared declares no action.');
    await app.close();
  });

  it('asks for the token, but for what only describes the server', async () => {
    const { app } = await gatewayUnderTest({ config: { RECONCYL_TOKEN: makeSecret(token) } });
    await app.ready();
    const open = new Set<string>();
    for (const { method, url, action } of app.declaredRoutes()) {
      if (method === 'HEAD' || url.includes('*')) continue;
      const answer = await app.inject({ method: method as 'GET', url: url.replace(':id', taskId), headers });
      if (answer.statusCode === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
      else open.add(action ?? '');
    }
    expect([...open]).toEqual(['meta.read']);
  });

  it('is open to who has the token, and to no other token', async () => {
    const { app } = await gatewayUnderTest({ config: { RECONCYL_TOKEN: makeSecret(token) } });
    const status = async (authorization: string) =>
      (await app.inject({ method: 'GET', url: '/api/v1/reconciliations', headers: { ...headers, authorization } }))
        .statusCode;
    expect(await status(`Bearer ${token}`)).toBe(200);
    expect(await status(`bearer ${token}`)).toBe(200);
    expect(await status(`Bearer ${token}x`)).toBe(401);
    expect(await status(`Basic ${token}`)).toBe(401);
    expect(await status('')).toBe(401);
  });
});

describe('the Host of a request', () => {
  it.each([
    ['localhost', 200],
    ['localhost:8080', 200],
    ['LOCALHOST:8080', 200],
    ['127.0.0.1:8080', 200],
    ['[::1]:8080', 200],
    ['recon.example.com', 200],
    ['other.example.com:443', 200],
    ['evil.example.com', 421],
    ['localhost.evil.example.com', 421],
    ['localhost@evil.example.com', 421],
    ['local host', 421],
  ])('%s is answered with %i', async (host, status) => {
    const config = { PUBLIC_URL: 'https://recon.example.com/base', ALLOWED_HOSTS: ['Other.example.com'] };
    const { app } = await gatewayUnderTest({ config });
    const answer = await app.inject({ method: 'GET', url: '/api/v1/reconciliations', headers: { host } });
    expect(answer.statusCode).toBe(status);
    if (status === 421) expect(answer.json().code).toBe('RECON_HOST_NOT_ALLOWED');
  });

  it('does not matter to probes', async () => {
    const { app } = await gatewayUnderTest();
    expect((await app.inject({ method: 'GET', url: '/healthz', headers: { host: '10.0.0.7:8080' } })).statusCode).toBe(
      200,
    );
    expect((await app.inject({ method: 'GET', url: '/readyz', headers: { host: '10.0.0.7:8080' } })).statusCode).toBe(
      200,
    );
  });

  it('never stands in a link', async () => {
    const { app, store } = await gatewayUnderTest({ config: { PUBLIC_URL: 'https://recon.example.com/base' } });
    await putRequest(store.store);
    const answer = await app.inject({ method: 'GET', url: `/api/v1/reconciliations/${taskId}`, headers });
    expect(answer.json().links.self).toBe(`https://recon.example.com/base/api/v1/reconciliations/${taskId}`);
    expect(answer.body).not.toContain('localhost');
  });
});

describe('a request that changes something', () => {
  it.each([
    [{}, 202],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8080' }, 202],
    [{ 'sec-fetch-site': 'none' }, 202],
    [{ origin: 'https://recon.example.com' }, 202],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'https://evil.example.com' }, 403],
    [{ origin: 'http://localhost:3000' }, 403],
    [{ origin: 'null' }, 403],
  ])('with %j is answered with %i', async (from, status) => {
    const { app, store } = await gatewayUnderTest({ config: { PUBLIC_URL: 'https://recon.example.com' } });
    const { headers: type, payload } = form(...pair);
    const answer = await app.inject({
      method: 'POST',
      url: '/upload/',
      headers: { ...headers, ...type, ...from },
      payload,
    });
    expect(answer.statusCode).toBe(status);
    if (status === 403) {
      expect(answer.json().code).toBe('RECON_FORBIDDEN');
      expect(store.keys()).toEqual([]);
    }
  });

  it('is refused for DELETE too', async () => {
    const { app, store } = await gatewayUnderTest();
    await putRequest(store.store);
    const foreign = { ...headers, 'sec-fetch-site': 'cross-site' };
    const answer = await app.inject({ method: 'DELETE', url: `/api/v1/reconciliations/${taskId}`, headers: foreign });
    expect(answer.statusCode).toBe(403);
    expect(store.keys()).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('to what does not exist is a problem document', async () => {
    const { app } = await gatewayUnderTest();
    const answer = await app.inject({ method: 'GET', url: '/nowhere?x=1', headers });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status: 404, code: 'RECON_ROUTE_NOT_FOUND', instance: '/nowhere' });
  });

  it('to a fault tells nothing of its inside, nor does the log', async () => {
    const { app, store, logLines } = await gatewayUnderTest();
    await putRequest(store.store);
    await putCompleted(store.store);
    Object.assign(store.store, { get: () => Promise.reject(new Error('EACCES: /srv/secret/place, cell 4711')) });
    const answer = await app.inject({ method: 'GET', url: `/api/v1/reconciliations/${taskId}`, headers });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'RECON_INTERNAL', can_retry: true });
    const said = answer.body + logLines.join('');
    expect(said).toContain('a request failed');
    for (const inside of ['EACCES', 'secret', '4711', '/work', 'at async']) expect(said).not.toContain(inside);
  });
});

describe('the address to listen on', () => {
  const secret = makeSecret(token);
  it('is this machine alone unless someone decided who may ask', () => {
    expect(bindAddress({})).toBe('127.0.0.1');
    expect(bindAddress({ AUTH: 'token' })).toBe('127.0.0.1');
    expect(bindAddress({ RECONCYL_TOKEN: secret })).toBe('0.0.0.0');
    expect(bindAddress({ AUTH: 'none' })).toBe('0.0.0.0');
    expect(bindAddress({ HOST: '10.0.0.7', RECONCYL_TOKEN: secret })).toBe('10.0.0.7');
    expect(bindAddress({ HOST: 'localhost' })).toBe('localhost');
    expect(() => bindAddress({ HOST: '0.0.0.0' })).toThrow('beyond this machine');
  });
});

describe('what describes the server', () => {
  it('is an OpenAPI 3.1 document with every route of the API', async () => {
    const { app } = await gatewayUnderTest();
    const document = (await app.inject({ method: 'GET', url: '/openapi.json', headers })).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual(
      [
        '/api/v1/inspect',
        '/api/v1/reconcile/results/{id}/',
        '/api/v1/reconcile/upload/',
        '/api/v1/reconciliations',
        '/api/v1/reconciliations/{id}',
        '/api/v1/reconciliations/{id}/breaks',
        '/api/v1/reconciliations/{id}/events',
        '/api/v1/reconciliations/{id}/rejects',
        '/api/v1/reconciliations/{id}/report',
        '/api/v1/reconciliations/{id}/retry',
        '/api/v1/ruleset.schema.json',
        '/api/v1/rulesets',
        '/api/v1/rulesets/{name}',
        '/healthz',
        '/metrics',
        '/readyz',
        '/reconciliation/{id}/',
        '/upload/',
      ].sort(),
    );
    const body = document.paths['/upload/'].post.requestBody.content['multipart/form-data'].schema;
    expect(Object.keys(body.properties)).toEqual([
      'source',
      'target',
      'email',
      'report_format',
      'key',
      'ruleset',
      'name',
    ]);
    expect(body.required).toEqual(['source', 'target']);
  });

  it('has a page that needs no other server', async () => {
    const { app } = await gatewayUnderTest();
    for (const url of ['/docs', '/docs/']) {
      const page = await app.inject({ method: 'GET', url, headers });
      expect(page.statusCode).toBe(200);
      expect(page.headers['content-security-policy']).toContain("default-src 'none'");
      const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
      expect(sources.length).toBeGreaterThan(4);
      for (const source of sources) {
        const address = new URL(source, `http://localhost:8080${url}`);
        expect(address.host).toBe('localhost:8080');
        expect((await app.inject({ method: 'GET', url: address.pathname, headers })).statusCode).toBe(200);
      }
    }
    const redirect = await app.inject({ method: 'GET', url: '/swagger/', headers });
    expect([redirect.statusCode, redirect.headers.location]).toEqual([302, '/docs/']);
  });

  it('is ready while the object store is there', async () => {
    const faults = { ping: () => Promise.resolve() };
    const { app, bus } = await gatewayUnderTest({ faults });
    Object.assign(bus.bus, { ping: () => Promise.reject(new Error('away')) });
    const ready = await app.inject({ method: 'GET', url: '/readyz', headers });
    expect([ready.statusCode, ready.json().status, ready.json().reasons.length]).toEqual([200, 'ready', 1]);
    faults.ping = () => Promise.reject(new Error('away'));
    expect((await app.inject({ method: 'GET', url: '/readyz', headers })).statusCode).toBe(503);
  });

  it('has measures', async () => {
    const { app } = await gatewayUnderTest();
    const answer = await app.inject({ method: 'GET', url: '/metrics', headers });
    expect(answer.body).toContain('process_cpu_seconds_total');
    expect((await app.inject({ method: 'GET', url: '/', headers })).body).toContain('href="/docs"');
  });
});

describe('the measures', () => {
  it('count requests by route and class of status, and never by path', async () => {
    const { app } = await gatewayUnderTest();
    await app.inject({ method: 'GET', url: '/api/v1/reconciliations/', headers });
    await app.inject({ method: 'GET', url: `/api/v1/reconciliations/${taskId}`, headers });
    await app.inject({ method: 'GET', url: '/some/where/else', headers });
    const { body } = await app.inject({ method: 'GET', url: '/metrics', headers });
    const counted = [...body.matchAll(/^reconcyl_http_request_duration_seconds_count\{(.*)\} (\d+)$/gm)];
    expect(counted.map(([, labels = '', count]) => [labels.replace('service="gateway",', ''), count]).sort()).toEqual([
      ['method="GET",route="/api/v1/reconciliations",status="2xx"', '1'],
      ['method="GET",route="/api/v1/reconciliations/:id",status="4xx"', '1'],
      ['method="GET",route="none",status="4xx"', '1'],
    ]);
  });
});
