import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.ts';
import { type FakeIo, fakeIo } from '../testing/fake-io.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts the command; resolves when it serves, with its address and what it will end with. */
async function serving(...argv: string[]): Promise<{ io: FakeIo; url: string; ended: Promise<number> }> {
  const io = fakeIo();
  const ended = main(['serve', '--port', '0', '--data', join(folder, 'data'), ...argv], io);
  await Promise.race([once(io.stdout, 'data'), ended]);
  const url = /http:\/\/[\d.:]+/.exec(io.stdoutText())?.[0];
  if (url === undefined) throw new Error(`it does not serve: ${io.stderrText()}`);
  return { io, url, ended };
}

describe('reconcyl serve', () => {
  it('says where it is, where data and mail lie and files are dropped, answers, and ends with 0 on Ctrl-C', async () => {
    const { io, url, ended } = await serving();
    expect(io.stdoutText()).toBe(
      `Reconcyl serves ${url} (docs at ${url}/docs), data in ${join(folder, 'data')}, mail in ${join(folder, 'data', 'mail')}.\n` +
        `Files dropped as ${join(folder, 'data', 'inbox')}/<name>/source.csv and target.csv are run too; reports come to outbox/<name> beside it.\n`,
    );
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    io.send('SIGINT');
    expect(await ended).toBe(0);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('refuses a data folder that is served already, and serves it again afterwards', async () => {
    const first = await serving();
    const io = fakeIo();
    expect(await main(['serve', '--port', '0', '--data', join(folder, 'data')], io)).toBe(2);
    expect(io.stderrText()).toContain('RECON_DATA_FOLDER_IN_USE');
    first.io.send('SIGTERM');
    await first.ended;
    const second = await serving();
    second.io.send('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  it('refuses a port in use, and other machines without a token', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const io = fakeIo();
    expect(await main(['serve', '--port', String(port), '--data', join(folder, 'data')], io)).toBe(2);
    expect(io.stderrText()).toContain(`RECON_PORT_IN_USE: The port is already in use.\n  Port ${port}.`);
    other.close();
    expect(await main(['serve', '--port', '0', '--data', join(folder, 'data'), '--host', '0.0.0.0'], io)).toBe(2);
    expect(io.stderrText()).toContain('RECON_ENVIRONMENT_INVALID');
    expect(io.stderrText()).toContain('RECONCYL_TOKEN');
  });

  it('tells every problem of the environment', async () => {
    const io = fakeIo({ env: { CONCURRENCY_SMALL: 'many', GRACE_MS: '-1' } });
    expect(await main(['serve', '--port', '0', '--data', join(folder, 'data')], io)).toBe(2);
    for (const part of ['RECON_ENVIRONMENT_INVALID', 'GRACE_MS', 'CONCURRENCY_SMALL']) {
      expect(io.stderrText()).toContain(part);
    }
  });
});
