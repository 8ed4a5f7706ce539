import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finished } from './support/reconcyl.ts';
import { type ServiceName, services, spawnService } from './support/service-process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wrong-environment-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a service that ends by itself. */
function run(service: ServiceName, env: Readonly<Record<string, string>>) {
  return finished(spawnService(service, { DATA_DIR: folder, PORT: '0', ...env }, ['ignore', 'pipe', 'pipe']));
}

/** The lines of a log. */
function linesOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a service with a wrong environment', () => {
  it.each(services)('says so in one line and ends with 1: %s', async (service) => {
    const { code, stdout, stderr } = await run(service, { PORT: 'abc' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(linesOf(stdout)).toEqual([
      {
        ...{ level: 'error', service, code: 'RECON_ENVIRONMENT_INVALID', time: expect.any(String) },
        advice: expect.any(String),
        msg: expect.stringContaining('PORT is not valid: 0 to 65535'),
      },
    ]);
  });

  it.each(['smtp//anna:hush-hush@mail', 'smtp://anna:hush-hush@mail:port', 'smtp://anna:hush-hush%@mail'])(
    'never shows the password of a mail server: %s',
    async (SMTP_URL) => {
      const { code, stdout, stderr } = await run('notifier', { SMTP_URL, MAIL_FROM: 'reconcyl@example.com' });
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(linesOf(stdout)).toMatchObject([{ code: 'RECON_ENVIRONMENT_INVALID' }]);
      expect(stdout).toContain('SMTP_URL is not valid');
      expect(stdout).not.toContain('hush');
    },
  );

  it('says that nobody would send its mails before it waits for any server', async () => {
    const { code, stdout } = await run('notifier', { SMTP_URL: 'smtp://mail', NATS_URL: 'nats://127.0.0.1:1' });
    expect(code).toBe(1);
    expect(linesOf(stdout)).toMatchObject([
      { code: 'RECON_ENVIRONMENT_INVALID', msg: expect.stringContaining('MAIL_FROM') },
    ]);
  });

  it('says that it listens to no other machine unasked', async () => {
    const { code, stdout } = await run('gateway', { HOST: '0.0.0.0', INBOX: 'false' });
    expect(code).toBe(1);
    expect(linesOf(stdout)).toMatchObject([
      { code: 'RECON_ENVIRONMENT_INVALID', msg: expect.stringContaining('set RECONCYL_TOKEN') },
    ]);
  });
});
