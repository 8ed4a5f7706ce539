import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { json, request, result, submit } from './support/client.ts';
import { allReports, anyIn, email, expectOneMailEach, submitAll, undisturbedReports } from './support/five-pairs.ts';
import { mailAbout, mails } from './support/mail.ts';
import { serve } from './support/served.ts';
import { folderOfTest } from './support/temporary-folder.ts';
import { testTimeoutMs, until } from './support/until.ts';

vi.setConfig({ testTimeout: 2 * testTimeoutMs });

/** Bus and task store make things fast. Both may be lost whole: the objects are the truth. */
const undisturbed = undisturbedReports();
const small = { source: 'id,value\n1,a\n2,b\n', target: 'id,value\n1,a\n2,c\n' };

describe('a lost task store', () => {
  it('changes no status, and its list is made again from the objects', async () => {
    const data = await folderOfTest();
    const first = await serve(data);
    const completed = await submit(first.url, { ...small, fields: { email } });
    const failed = await submit(first.url, { ...small, fields: { key: 'no such column' } });
    await mailAbout(first.mailFolder, completed);
    expect((await result(first.url, failed)).status).toBe(500);
    await first.stop();
    await removeStore(data, 'tasks');

    const second = await serve(data);
    expect((await request(`${second.url}/api/v1/reconcile/results/${completed}/`)).status).toBe(200);
    expect((await request(`${second.url}/api/v1/reconcile/results/${failed}/`)).status).toBe(500);
    const seen = await until('the list', async () => {
      const { items } = json(await request(`${second.url}/api/v1/reconciliations`)) as {
        items: { task_id: string; status: string; notification: string }[];
      };
      return items.length === 2 && items.every(({ status }) => status !== 'accepted') && items;
    });
    // Newest first.
    expect(seen).toMatchObject([
      { task_id: failed, status: 'failed' },
      { task_id: completed, status: 'completed', notification: 'sent' },
    ]);
    expect(await mails(second.mailFolder)).toHaveLength(1);
    await second.stop();
  });
});

describe('a lost bus', () => {
  it('loses no accepted work: everything completes, with one mail each', async () => {
    const data = await folderOfTest();
    const first = await serve(data);
    const ids = await submitAll(first);
    await anyIn(first, ids, ['normalizing', 'reconciling']);
    await first.kill();
    await removeStore(data, 'bus');

    const second = await serve(data);
    expect(await allReports(second, ids)).toEqual(undisturbed());
    await expectOneMailEach(second, ids);
    await second.stop();
  });

  it('loses nothing when the task store goes with it', async () => {
    const data = await folderOfTest();
    const first = await serve(data);
    const ids = await submitAll(first);
    await first.kill();
    await removeStore(data, 'bus');
    await removeStore(data, 'tasks');

    const second = await serve(data);
    expect(await allReports(second, ids)).toEqual(undisturbed());
    await expectOneMailEach(second, ids);
    await second.stop();
  });
});

async function removeStore(data: string, name: 'bus' | 'tasks') {
  const parts = ['', '-wal', '-shm', '-core', '-core-wal', '-core-shm'];
  for (const part of parts) await rm(join(data, `${name}.sqlite${part}`), { force: true });
}
