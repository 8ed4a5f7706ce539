import { readdirSync, readFileSync } from 'node:fs';
import type { Inspection } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import type { DescribeRequest } from '../dependencies.ts';
import { type FormPart, field, file, form, pair } from '../testing/form.ts';
import { gatewayUnderTest, type UnderTestOptions } from '../testing/gateway-under-test.ts';

const inspection: Inspection = { files: [], key: { columns: ['id'], inferred: true, whole_row: false }, warnings: [] };

async function inspect(parts: readonly FormPart[], options: UnderTestOptions = {}) {
  const asked: { request: DescribeRequest; contents: string[] }[] = [];
  const describeFiles = async (request: DescribeRequest) => {
    asked.push({ request, contents: request.files.map(({ path }) => readFileSync(path, 'utf8')) });
    return inspection;
  };
  const under = await gatewayUnderTest({ pool: { describe: describeFiles }, ...options });
  const { headers, payload } = form(...parts);
  const url = '/api/v1/inspect';
  const answer = await under.app.inject({ method: 'POST', url, headers: { host: 'localhost', ...headers }, payload });
  // One folder of the process; what was made in it for the request is gone.
  const left = readdirSync(under.folder).flatMap((name) => readdirSync(`${under.folder}/${name}`));
  return { answer, asked, left, store: under.store };
}

describe('an inspection', () => {
  it('describes two files, stores nothing and leaves nothing', async () => {
    const { answer, asked, left, store } = await inspect([...pair, field('key', 'id'), field('ruleset', 'version: 1')]);
    expect([answer.statusCode, answer.json()]).toEqual([200, inspection]);
    expect(asked[0]?.contents).toEqual([pair[0].value, pair[1].value]);
    expect(asked[0]?.request).toMatchObject({
      files: [
        { side: 'source', displayName: 'source.csv' },
        { side: 'target', displayName: 'target.csv' },
      ],
      key: ['id'],
      ruleset: { version: 1 },
    });
    expect(left).toEqual([]);
    expect(store.keys()).toEqual([]);
  });

  it('describes one file, whose name is no path', async () => {
    const { answer, asked } = await inspect([file('target', 'id\n1\n', '../../etc/bank[1].csv')]);
    expect(answer.statusCode).toBe(200);
    expect(asked[0]?.request.files).toMatchObject([{ side: 'target', displayName: 'bank[1].csv' }]);
    expect(asked[0]?.request.files[0]?.path).toMatch(/\/target\.csv$/);
  });

  it.each<[string, number, string, readonly FormPart[]]>([
    ['no file', 400, 'RECON_UPLOAD_INVALID', [field('key', 'id')]],
    ['an empty file', 422, 'RECON_FILE_EMPTY', [file('source', '')]],
    ['too large a file', 413, 'RECON_FILE_TOO_LARGE', [file('source', 'x'.repeat(2000))]],
  ])('refuses %s and leaves nothing', async (_what, status, code, parts) => {
    const { answer, left } = await inspect(parts, { config: { MAX_FILE_BYTES: 1000 } });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(left).toEqual([]);
  });

  it('leaves nothing when the engine fails', async () => {
    const pool = { describe: () => Promise.reject(new Error('Binder Error: cell 4711 in /secret')) };
    const { answer, left } = await inspect(pair, { pool });
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'RECON_INTERNAL']);
    expect(answer.body).not.toContain('4711');
    expect(left).toEqual([]);
  });
});
