import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('reconcyl doctor', () => {
  it('finds a healthy machine healthy, and leaves nothing behind', async () => {
    const io = fakeIo();
    expect(await main(['doctor', '--data', join(folder, 'new', 'data')], io), io.stdoutText()).toBe(0);
    for (const name of ['Node', 'data folder', 'fsync', 'object store', 'bus and task store', 'mail', 'engine']) {
      expect(io.stdoutText()).toMatch(new RegExp(`^ok +${name} `, 'm'));
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what fails and what to do, and goes on with the rest', async () => {
    await writeFile(join(folder, 'file'), '');
    const io = fakeIo({
      env: { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@example.com', MAIL_ALLOWED_DOMAINS: '*' },
    });
    expect(await main(['doctor', '--data', join(folder, 'file')], io)).toBe(2);
    expect(io.stdoutText()).toMatch(/^failed +data folder .*\n +Choose a folder/m);
    expect(io.stdoutText()).toMatch(/^not tried +object store +it needs the data folder$/m);
    expect(io.stdoutText()).toMatch(/^failed +mail +the SMTP server does not answer$/m);
    expect(io.stdoutText()).toMatch(/^ok +engine/m);
  });

  it('tells every problem of the environment', async () => {
    const io = fakeIo({ env: { CONCURRENCY_SMALL: 'many', MAIL_FROM: 'nobody' } });
    expect(await main(['doctor', '--data', join(folder, 'data')], io)).toBe(2);
    expect(io.stdoutText()).toMatch(/failed +settings.*CONCURRENCY_SMALL.*MAIL_FROM/);
  });
});
