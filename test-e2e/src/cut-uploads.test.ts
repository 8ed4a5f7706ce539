import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { json, request, upload } from './support/client.ts';
import { filesUnder } from './support/folder-content.ts';
import { embeddedSystem } from './support/system.ts';
import { testTimeoutMs, until } from './support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const system = embeddedSystem();
const boundary = 'the-boundary';
const part = (name: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.csv"\r\nContent-Type: text/csv\r\n\r\n`;
const rows = (count: number) =>
  `id,value\n${Array.from({ length: count }, (_, at) => `${at},some value ${at}\n`).join('')}`;
/** Whole up to some way into the second file. */
const half = `${part('source')}${rows(50_000)}\r\n${part('target')}${rows(50_000)}`;

describe('an upload that is cut off halfway', () => {
  beforeEach(untilNothingIsStored, testTimeoutMs);

  it.each(['destroy', 'end'] as const)('leaves nothing behind when the client goes by %s', async (how) => {
    const socket = await open(half.length * 2);
    socket.write(half);
    await untilStored(1);
    socket[how]();
    await untilNothingIsStored();
    expect(await listed()).toEqual([]);
    socket.destroy();
  });

  it('is answered 400 when the form ends before its last boundary', async () => {
    const answer = await request(`${system().url}/upload/`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: half,
    });
    expect(answer.status).toBe(400);
    expect(json(answer)).toMatchObject({ code: expect.stringMatching(/^RECON_UPLOAD_(CUT_OFF|INVALID)$/) });
    await untilNothingIsStored();
    expect(await listed()).toEqual([]);
  });

  it('does not hold its Idempotency-Key: the same upload, whole, is accepted', async () => {
    const key = 'after-a-cut';
    const socket = await open(half.length * 2, `Idempotency-Key: ${key}\r\n`);
    socket.write(half);
    await untilStored(2);
    socket.destroy();
    const files = { source: rows(10), target: rows(10) };
    const accepted = await until('the key to be free', async () => {
      const answer = await upload(system().url, { ...files, headers: { 'idempotency-key': key } });
      return answer.status === 409 ? undefined : answer;
    });
    expect(accepted.status).toBe(202);
    await until('the run to be listed', async () => (await listed()).length === 1);
  });
});

async function open(length: number, headers = ''): Promise<Socket> {
  const { hostname, port } = new URL(system().url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.on('error', () => {}).resume();
  socket.write(
    `POST /api/v1/reconcile/upload/ HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${headers}` +
      `Content-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${length}\r\n\r\n`,
  );
  return socket;
}

const untilStored = (files: number) =>
  until(`${files} files to be stored`, async () => (await stored()).length >= files);

/** The sweep writes its lease now and then, which is a half-written file for a moment. */
async function untilNothingIsStored(): Promise<void> {
  await until('nothing to be stored', async () => (await stored()).length === 0);
}

/** Everything that an upload could leave: objects, half-written ones too, and scratch. The lease of the sweep comes and goes. */
async function stored(): Promise<string[]> {
  const folders = ['objects', 'scratch'];
  const found = await Promise.all(folders.map((folder) => filesUnder(join(system().dataFolder, folder))));
  return found.flat().filter((path) => !/leases|\.lock$/.test(path));
}

async function listed(): Promise<unknown[]> {
  return (json(await request(`${system().url}/api/v1/reconciliations`)) as { items: unknown[] }).items;
}
