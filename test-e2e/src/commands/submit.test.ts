import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { commandFolder } from '../support/command-folder.ts';
import { systemOfTests } from '../support/system.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const { here, path } = commandFolder();
const run = (...args: string[]) => here(['run', ...args]);

describe('reconcyl submit', () => {
  const system = systemOfTests();
  const submit = (...args: string[]) => here(['submit', system().url, ...args]);

  it('uploads, waits and prints the report, with the exit codes of run', async () => {
    const breaks = await submit('source.csv', 'target.csv', '--key', 'id', '--report', 'csv');
    expect(breaks.code).toBe(1);
    expect(breaks.stdout).toBe((await run('source.csv', 'target.csv', '--key', 'id', '--report', 'csv')).stdout);
    expect((await submit('source.csv', 'same.csv', '--key', 'id')).code).toBe(0);
    expect((await submit('source.csv', 'target.csv', '--fail-on', 'none')).code).toBe(0);
  });

  it('writes several reports into a folder', async () => {
    const out = join(path(), 'submitted');
    const formats = ['json', 'csv', 'html'].flatMap((format) => ['--report', format]);
    expect((await submit('source.csv', 'target.csv', ...formats, '--out', out)).code).toBe(1);
    expect((await readdir(out)).map((name) => name.replace(/^.*\./, '')).toSorted()).toEqual(['csv', 'html', 'json']);
  });

  it('starts one run for one idempotency key', async () => {
    const once = await submit('source.csv', 'target.csv', '--idempotency-key', 'job-1', '--report', 'json');
    const again = await submit('source.csv', 'target.csv', '--idempotency-key', 'job-1', '--report', 'json');
    expect(again.stdout).toBe(once.stdout);
  });

  it.each([
    ['the run fails', ['source.csv', 'target.csv', '--key', 'nope'], 'RECON_KEY_COLUMN_UNKNOWN'],
    ['the upload is refused', ['source.csv', 'target.csv', '--email', 'not an address'], 'RECON_EMAIL_INVALID'],
    ['a file is missing', ['source.csv', 'no-such-file.csv'], 'RECON_FILE_NOT_READABLE'],
  ])('exits with 2 when %s', async (_, args, error) => {
    const { code, stdout, stderr } = await submit(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(error);
  });

  it('exits with 2 when nobody answers', async () => {
    const { code, stderr } = await here(['submit', 'http://127.0.0.1:1', 'source.csv', 'target.csv']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/RECON_[A-Z_]+/)]);
  });
});
