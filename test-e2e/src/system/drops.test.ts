import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { json, request } from '../support/client.ts';
import { mailAbout } from '../support/mail.ts';
import { systemOfTests } from '../support/system.ts';
import { testTimeoutMs, until } from '../support/until.ts';

const system = systemOfTests({ DROP_SETTLE_MS: '5000', DROP_QUIET_MS: '100', INBOX_SWEEP_MS: '1000' });
const options = { timeout: testTimeoutMs };

interface Run {
  readonly run: number;
  readonly task_id: string;
  readonly status: string;
  readonly verdict?: string;
  readonly files: readonly string[];
}

async function put(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [file, content] of Object.entries(files)) await system().box.put(`inbox/${name}/${file}`, content);
}

async function read(name: string, file: string): Promise<string> {
  return (await system().box.get(`outbox/${name}/${file}`)) ?? '';
}

/** What the outbox says of the n-th run of a name, once it does. */
function runOf(name: string, n: number): Promise<Run> {
  return until(`run ${n} of ${name}`, async () => {
    const run = JSON.parse((await read(name, 'run.json')) || '{}') as Partial<Run>;
    return run.run === n ? (run as Run) : undefined;
  });
}

async function runsOf(name: string): Promise<{ task_id: string; status: string }[]> {
  const answer = await request(`${system().url}/api/v1/reconciliations?name=${name}`);
  return (json(answer) as { items: { task_id: string; status: string }[] }).items;
}

const csv = (...rows: string[]) => `id,amount\n${rows.map((row) => `${row}\n`).join('')}`;

describe('files that are dropped into the inbox', () => {
  it('are run as soon as both are there, in any order, and their reports lie in the outbox', options, async () => {
    await put('any-order', { 'target.csv': csv('1,10', '2,21', '"3,3'), 'source.csv': csv('1,10', '2,20') });
    const run = await runOf('any-order', 1);
    expect(run).toMatchObject({ status: 'completed', verdict: 'breaks' });
    expect(run.files).toEqual(['report.json', 'report.csv', 'report.html', 'summary.json', 'rejects.json']);
    expect(JSON.parse(await read('any-order', 'report.json'))).toMatchObject({ task_id: run.task_id });
    expect(await read('any-order', 'report.html')).toContain('<html');
    expect(JSON.parse(await read('any-order', 'summary.json'))).toMatchObject({ counts: { differing_cells: 1 } });
    expect(JSON.parse(await read('any-order', 'rejects.json'))).toMatchObject([{ side: 'target', line: 4 }]);
    expect(await runsOf('any-order')).toMatchObject([{ task_id: run.task_id, status: 'completed' }]);
  });

  it('may be compressed, and their ruleset says who gets the mail', options, async () => {
    await put('packed', {
      'ruleset.yaml': 'notify: ada@example.com\ncolumns: {amount: {tolerance: {absolute: 1}}}\n',
      'source.csv.gz': gzipSync(csv('1,10', '2,20')),
      'target.csv.zst': zstdCompressSync(csv('1,10', '2,21')),
    });
    const run = await runOf('packed', 1);
    expect(run).toMatchObject({ status: 'completed', verdict: 'agree' });
    const mail = await mailAbout(system().mailFolder, run.task_id);
    expect(mail.headers.get('to')).toBe('ada@example.com');
  });

  it('end in a document that says what is wrong, when they cannot be run', options, async () => {
    await put('wrong', { 'ruleset.yaml': 'keys: id\n', 'source.csv': csv('1,10'), 'target.csv': csv('1,10') });
    expect(await runOf('wrong', 1)).toMatchObject({ status: 'refused', files: ['error.json'] });
    expect(JSON.parse(await read('wrong', 'error.json'))).toMatchObject({
      error: { code: 'RECON_RULESET_INVALID', problems: [{ path: 'keys' }] },
    });
    await put('wrong', { 'ruleset.yaml': 'key: nowhere\n' });
    const failed = await runOf('wrong', 2);
    expect(failed).toMatchObject({ status: 'failed' });
    expect(JSON.parse(await read('wrong', 'error.json'))).toMatchObject({
      task_id: failed.task_id,
      error: { code: 'RECON_KEY_COLUMN_UNKNOWN', advice: expect.any(String) },
    });
    await put('wrong', { 'ruleset.yaml': 'key: id\n' });
    expect(await runOf('wrong', 3)).toMatchObject({ status: 'completed' });
    expect(await read('wrong', 'error.json')).toBe('');
  });

  it('are held against the last run of their name: what is new, what persists, what is resolved', options, async () => {
    const first = { 'source.csv': csv('1,10', '2,20', '3,30'), 'target.csv': csv('1,11', '2,21', '3,30') };
    await put('daily', { 'ruleset.yaml': 'key: id\n', ...first });
    const { task_id: before } = await runOf('daily', 1);
    const summary = async () => JSON.parse(await read('daily', 'summary.json')) as { over_time?: unknown };
    expect((await summary()).over_time).toBeUndefined();
    await put('daily', { 'source.csv': csv('1,10', '2,22', '3,30'), 'target.csv': csv('1,11', '2,22', '3,31') });
    const { task_id: after } = await runOf('daily', 2);
    expect((await summary()).over_time).toMatchObject({ comparable: true, new: 1, persisting: 1, resolved: 1 });
    expect((await runsOf('daily')).map(({ task_id }) => task_id)).toEqual([after, before]);
  });

  it('of which only one is new wait for the other, and are run without it in the end', options, async () => {
    await put('half', { 'source.csv': csv('1,10'), 'target.csv': csv('1,10') });
    await runOf('half', 1);
    await put('half', { 'source.csv': csv('1,11') });
    await put('half', { 'target.csv': csv('1,11') });
    expect(await runOf('half', 2)).toMatchObject({ verdict: 'agree' });
    await put('half', { 'source.csv': csv('1,12') });
    expect(await runOf('half', 3)).toMatchObject({ verdict: 'breaks' });
    expect(await runsOf('half')).toHaveLength(3);
  });

  it('of two names are worked on side by side, whatever lies beside them', options, async () => {
    await put('.hidden', { 'source.csv': csv('1,10'), 'target.csv': csv('1,10') }).catch(() => undefined);
    await put('no name', { 'source.csv': csv('1,10'), 'target.csv': csv('1,10') });
    await put('left', { 'source.csv': csv('1,10'), 'notes.txt': 'by hand' });
    await put('right', { 'source.csv': csv('1,10') });
    await put('left', { 'target.csv': csv('1,10') });
    await put('right', { 'target.csv': csv('1,11') });
    expect(await runOf('left', 1)).toMatchObject({ verdict: 'agree' });
    expect(await runOf('right', 1)).toMatchObject({ verdict: 'breaks' });
  });
});
