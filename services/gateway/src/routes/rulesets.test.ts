import { objectKeys } from '@reconcyl/contracts';
import { parseRuleset } from '@reconcyl/engine/ruleset';
import { describe, expect, it } from 'vitest';
import { field, form, pair } from '../testing/form.ts';
import { gatewayUnderTest, type UnderTestOptions } from '../testing/gateway-under-test.ts';

const headers = { host: 'localhost' };
type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

async function underTest(options: UnderTestOptions = {}) {
  const under = await gatewayUnderTest({ parseRuleset, ...options });
  const ask = async (method: Method, path: string, payload?: string, type = 'application/yaml') => {
    const answer = await under.app.inject({
      method,
      url: `/api/v1/rulesets${path}`,
      headers: payload === undefined ? headers : { ...headers, 'content-type': type },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), headers: answer.headers };
  };
  const upload = async (...fields: ReturnType<typeof field>[]) => {
    const { headers: type, payload } = form(...pair, ...fields);
    return under.app.inject({ method: 'POST', url: '/upload/', headers: { ...headers, ...type }, payload });
  };
  return { ...under, ask, upload };
}

describe('stored rulesets', () => {
  it('grow by a version with each change, and not with the same text', async () => {
    const { ask, store } = await underTest();
    const first = await ask('PUT', '/bank', 'key: id');
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ name: 'bank', version: 1, size_bytes: 7 });
    expect(first.headers.location).toMatch(/\/api\/v1\/rulesets\/bank$/);
    expect((await ask('PUT', '/bank', 'key: no')).body.version).toBe(2);
    expect(await ask('PUT', '/bank', 'key: no')).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await ask('PUT', '/bank', '{"key":"no"}', 'application/json')).body.version).toBe(3);
    expect(store.keys()).toEqual([1, 2, 3].map((version) => objectKeys.rulesetVersion('default', 'bank', version)));
  });

  it('are read in their latest version, or in the one that is asked for', async () => {
    const { ask } = await underTest();
    await ask('PUT', '/bank', 'key: id');
    await ask('PUT', '/bank', 'key: no # the number');
    const { body } = await ask('GET', '/bank');
    expect(body).toMatchObject({ name: 'bank', version: 2, versions: [1, 2], text: 'key: no # the number' });
    expect(body.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await ask('GET', '/bank?version=1')).body).toMatchObject({ version: 1, text: 'key: id' });
    expect(await ask('GET', '/bank?version=3')).toMatchObject({
      status: 404,
      body: { code: 'RECON_RULESET_NOT_FOUND' },
    });
    expect(await ask('GET', '/nowhere')).toMatchObject({ status: 404 });
  });

  it('take their own name by POST', async () => {
    const { ask } = await underTest();
    expect((await ask('POST', '', 'name: cash\nkey: id')).body).toMatchObject({ name: 'cash', version: 1 });
    for (const text of ['key: id', 'name: Month end']) {
      expect(await ask('POST', '', text)).toMatchObject({ status: 422, body: { problems: [{ path: 'name' }] } });
    }
  });

  it('are listed by name, page by page', async () => {
    const { ask } = await underTest();
    for (const name of ['b', 'a-b', 'a', 'c']) await ask('PUT', `/${name}`, `name: ${name}`);
    await ask('PUT', '/b', 'key: id');
    const seen: [string, number][] = [];
    let cursor = '';
    do {
      const { body } = await ask('GET', `?limit=2${cursor}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map((item: { name: string; version: number }) => [item.name, item.version]));
      cursor = body.next_cursor === undefined ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor !== '');
    expect(seen.toSorted()).toEqual([
      ['a', 1],
      ['a-b', 1],
      ['b', 2],
      ['c', 1],
    ]);
    expect(await ask('GET', '?cursor=eHg')).toMatchObject({ status: 400 });
  });

  it('are gone once deleted, and never use a number twice', async () => {
    const { ask } = await underTest();
    await ask('PUT', '/bank', 'key: id');
    await ask('PUT', '/bank', 'key: no');
    expect((await ask('DELETE', '/bank')).status).toBe(204);
    expect((await ask('GET', '/bank')).status).toBe(404);
    expect((await ask('GET', '/bank?version=1')).status).toBe(404);
    expect((await ask('GET', '')).body.items).toEqual([]);
    expect((await ask('DELETE', '/bank')).status).toBe(404);
    expect((await ask('PUT', '/bank', 'key: id')).body.version).toBe(4);
    expect((await ask('GET', '/bank')).body.versions).toEqual([4]);
  });

  it.each([
    ['a wrong member', '/bank', 'kee: id', 422, 'RECON_RULESET_INVALID'],
    ['a wrong name', '/..%2Fbank', 'key: id', 400, 'RECON_FIELD_INVALID'],
    ['a name that hides', '/.bank', 'key: id', 400, 'RECON_FIELD_INVALID'],
    ['too much text', '/bank', `# ${'x'.repeat(65_536)}`, 422, 'RECON_RULESET_TOO_LARGE'],
  ])('refuse %s and store nothing', async (_what, path, text, status, code) => {
    const { ask, store } = await underTest();
    expect(await ask('PUT', path, text)).toMatchObject({ status, body: { code } });
    expect(store.keys()).toEqual([]);
  });

  it('lose no version when two writers come at once', async () => {
    let overtake = true;
    const { ask, store } = await underTest({
      faults: {
        beforePut: async (key) => {
          if (!overtake || !key.endsWith('000001.yaml')) return;
          overtake = false;
          await store.store.put(key, 'key: first');
        },
      },
    });
    expect((await ask('PUT', '/bank', 'key: second')).body.version).toBe(2);
    expect((await ask('GET', '/bank?version=1')).body.text).toBe('key: first');
  });
});

describe('the field ruleset of an upload', () => {
  it.each([
    ['bank', 'key: no', 2],
    [' bank@1 ', 'key: id', 1],
  ])('may be %j, and the manifest keeps text and version', async (value, text, version) => {
    const { ask, upload, store } = await underTest();
    await ask('PUT', '/bank', 'key: id');
    await ask('PUT', '/bank', 'key: no');
    const { task_id: id } = (await upload(field('ruleset', value))).json();
    const manifest = store.json(objectKeys.request('default', id));
    expect(manifest).toMatchObject({ ruleset: text, storedRuleset: { name: 'bank', version } });
  });

  it('is text where it is no single word', async () => {
    const { upload, store } = await underTest();
    const { task_id: id } = (await upload(field('ruleset', 'key: id'))).json();
    const manifest = store.json(objectKeys.request('default', id));
    expect([manifest.ruleset, manifest.storedRuleset]).toEqual(['key: id', undefined]);
  });

  it.each(['nowhere', 'bank@7'])('that names %s, which is not stored, accepts nothing', async (value) => {
    const { ask, upload, store } = await underTest();
    await ask('PUT', '/bank', 'key: id');
    const answer = await upload(field('ruleset', value));
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'RECON_RULESET_NOT_FOUND']);
    expect(store.keys()).toEqual([objectKeys.rulesetVersion('default', 'bank', 1)]);
  });
});

it('gives editors the JSON Schema of rulesets', async () => {
  const { app } = await underTest();
  const answer = await app.inject({ method: 'GET', url: '/api/v1/ruleset.schema.json', headers });
  expect(answer.headers['content-type']).toContain('application/schema+json');
  expect(answer.json().properties).toHaveProperty('one_to_many');
});

it('refuses an empty body, which is most likely a file that was not sent', async () => {
  const { ask, store } = await underTest();
  expect(await ask('PUT', '/bank', ' \n')).toMatchObject({ status: 422, body: { code: 'RECON_RULESET_INVALID' } });
  expect(store.keys()).toEqual([]);
});
