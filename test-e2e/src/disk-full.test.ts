import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { json, request, upload } from './support/client.ts';
import { filesUnder } from './support/folder-content.ts';
import { embeddedSystem } from './support/system.ts';
import { testTimeoutMs } from './support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const { bavail, bsize } = await statfs(tmpdir());
/** More than is free: the disk is as full as can be to the system, and nothing else on the machine has to suffer for it. */
const floor = bavail * bsize + 1_000_000_000;

// The setting ends at a terabyte; on a disk with more than that free, nothing can be shown this way.
describe.runIf(floor < 1_000_000_000_000)('below the floor of free disk space', () => {
  const system = embeddedSystem({ MIN_FREE_DISK_BYTES: String(floor) });

  it('uploads are 507, say that trying again can help, and leave nothing behind', async () => {
    const files = { source: 'id,value\n1,a\n', target: 'id,value\n1,b\n' };
    for (const headers of [{}, { 'idempotency-key': 'full' }, { 'idempotency-key': 'full' }]) {
      const answer = await upload(system().url, { ...files, headers });
      expect([answer.status, json(answer)]).toMatchObject([507, { code: 'RECON_DISK_FULL', can_retry: true }]);
    }
    const left = await filesUnder(join(system().dataFolder, 'objects/default'));
    expect(left.filter((path) => !path.startsWith('leases/'))).toEqual([]);
  });

  it('everything else is answered', async () => {
    expect((await request(`${system().url}/api/v1/reconciliations`)).status).toBe(200);
    expect((await request(`${system().url}/healthz`)).status).toBe(200);
  });
});
