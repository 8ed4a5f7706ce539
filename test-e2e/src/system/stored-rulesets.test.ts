import { describe, expect, it, vi } from 'vitest';
import { json, report, request, result, submit, upload } from '../support/client.ts';
import { systemOfTests } from '../support/system.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const source = 'id,amount,note\n1,10.00,a\n2,20.00,b\n';
const target = 'id,amount,note\n1,10.01,a\n2,20.00,c\n';

describe('a ruleset that the server keeps', () => {
  const system = systemOfTests();
  const put = (name: string, text: string) =>
    request(`${system().url}/api/v1/rulesets/${name}`, { method: 'PUT', body: text });

  it('is used by its name, in its latest version or another, and the report tells which', async () => {
    expect((await put('bank', 'name: Bank\nkey: id\nignore: [note]')).status).toBe(201);
    const tolerant = 'name: Bank\nkey: id\nignore: [note]\ncolumns: { amount: { tolerance: { absolute: 0.01 } } }';
    expect(json(await put('bank', tolerant))).toMatchObject({ name: 'bank', version: 2 });

    const latest = await report(
      system().url,
      await submit(system().url, { source, target, fields: { ruleset: 'bank' } }),
    );
    expect(latest.summary).toMatchObject({
      verdict: 'agree',
      ruleset: { name: 'Bank', version: 1, stored: { name: 'bank', version: 2 } },
    });
    const first = await report(
      system().url,
      await submit(system().url, { source, target, fields: { ruleset: 'bank@1' } }),
    );
    expect(first.summary).toMatchObject({ verdict: 'breaks', ruleset: { stored: { name: 'bank', version: 1 } } });
    const page = await result(system().url, first.task_id, 'html');
    expect(page.text).toContain('stored as <b>bank</b> version 1');
  });

  it('is kept by runs that used it when it is deleted, and by no later one', async () => {
    await put('gone', 'key: id\nignore: [note]');
    const id = await submit(system().url, { source, target, fields: { ruleset: 'gone' } });
    expect((await request(`${system().url}/api/v1/rulesets/gone`, { method: 'DELETE' })).status).toBe(204);
    expect((await report(system().url, id)).summary).toMatchObject({
      ruleset: { stored: { name: 'gone', version: 1 } },
    });
    const later = await upload(system().url, { source, target, fields: { ruleset: 'gone' } });
    expect([later.status, json(later)]).toMatchObject([404, { code: 'RECON_RULESET_NOT_FOUND' }]);
  });

  it('is refused with all that is wrong with it', async () => {
    const answer = await put('wrong', 'kee: id\ncolumns: { a: { kind: text, round: 2 } }');
    expect(answer.status).toBe(422);
    expect(json(answer)).toMatchObject({
      code: 'RECON_RULESET_INVALID',
      problems: [
        { path: 'kee', message: 'unknown member; did you mean `key`?' },
        { path: 'columns.a.round', message: 'is for decimal, and the column is text' },
      ],
    });
  });
});
