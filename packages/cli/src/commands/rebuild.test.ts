import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFilesystemObjectStore } from '@reconcyl/object-store/filesystem';
import { dataPaths } from '@reconcyl/service-kit';
import { acceptExample } from '@reconcyl/service-kit/testing';
import { createSqliteTaskStore } from '@reconcyl/task-store/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('reconcyl rebuild', () => {
  it('makes the list again from the objects', async () => {
    const store = await createFilesystemObjectStore({ root: dataPaths(folder).objects });
    const { request } = await acceptExample(store);
    await store.close();
    const io = fakeIo();
    expect(await main(['rebuild', '--data', folder], io)).toBe(0);
    expect(io.stdoutText()).toBe('1 reconciliation; 1 record written, 0 records removed.\n');
    const tasks = await createSqliteTaskStore({ file: dataPaths(folder).tasks });
    const { items } = await tasks.list({ tenant: 'default', limit: 10 });
    await tasks.close();
    expect(items.map(({ taskId }) => taskId)).toEqual([request.taskId]);
  });

  it('makes nothing in a folder that holds no reconciliations', async () => {
    const io = fakeIo();
    expect(await main(['rebuild', '--data', join(folder, 'absent')], io)).toBe(2);
    expect(io.stderrText()).toContain('--data');
  });

  it('tells everything that is wrong in the environment', async () => {
    const io = fakeIo({ env: { S3_URL: 'nonsense', REPORT_RETENTION_DAYS: 'none' } });
    expect(await main(['rebuild', '--data', folder], io)).toBe(2);
    expect(io.stderrText()).toMatch(/RECON_ENVIRONMENT_INVALID[\s\S]*S3_URL[\s\S]*REPORT_RETENTION_DAYS/);
  });

  it('makes no task store beside a bucket in a folder that is not there', async () => {
    const s3 = { S3_URL: 'http://127.0.0.1:1', S3_ACCESS_KEY: 'key', S3_SECRET_KEY: 'secret' };
    const io = fakeIo({ env: s3 });
    expect(await main(['rebuild', '--data', join(folder, 'absent')], io)).toBe(2);
    expect(io.stderrText()).toContain('REDIS_URL');
  });
});
