import { describe, expect, it, vi } from 'vitest';
import { json, report, request, result, submit } from './support/client.ts';
import { email, submitAll } from './support/five-pairs.ts';
import { mailAbout, mails } from './support/mail.ts';
import { type Served, serve } from './support/served.ts';
import { folderOfTest } from './support/temporary-folder.ts';
import { testTimeoutMs, until } from './support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const small = { source: 'id,value\n1,a\n2,b\n', target: 'id,value\n1,a\n2,c\n' };

describe('deletion', () => {
  it('answers 204, then 410 on every path, and sends no mail, also after a restart', async () => {
    const data = await folderOfTest();
    const first = await serve(data);
    const [kept = '', gone = ''] = await submitAll(first);
    const deleted = await request(`${first.url}/api/v1/reconciliations/${gone}`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    await expectGone(first, gone);
    await first.kill();

    const second = await serve(data);
    await mailAbout(second.mailFolder, kept);
    await expectGone(second, gone);
    expect(await mails(second.mailFolder, gone)).toEqual([]);
    await second.stop();
  });

  async function expectGone({ url }: Served, id: string) {
    const paths = [
      `reconcile/results/${id}/`,
      `reconciliations/${id}`,
      `reconciliations/${id}/report`,
      `reconciliations/${id}/breaks`,
    ];
    for (const path of paths) expect((await request(`${url}/api/v1/${path}`)).status).toBe(410);
  }
});

describe('retry', () => {
  it('opens a second attempt of a failed run, with a mail of its own; of a completed one it is refused', async () => {
    const data = await folderOfTest();
    const served = await serve(data);
    const id = await submit(served.url, { ...small, fields: { email, key: 'no such column' } });
    expect((await result(served.url, id)).status).toBe(500);
    await until('the first mail', async () => (await mails(served.mailFolder, id)).length === 1);

    const retried = await request(`${served.url}/api/v1/reconciliations/${id}/retry`, { method: 'POST' });
    expect(retried.status).toBe(202);
    await until('the end of the second attempt', async () => {
      const state = json(await request(`${served.url}/api/v1/reconciliations/${id}`));
      const { attempt, status } = state as { attempt: number; status: string };
      return attempt === 2 && status === 'failed';
    });
    await until('the second mail', async () => (await mails(served.mailFolder, id)).length === 2);

    const completed = await submit(served.url, small);
    await report(served.url, completed);
    const refused = await request(`${served.url}/api/v1/reconciliations/${completed}/retry`, { method: 'POST' });
    expect(refused.status).toBe(409);
    expect(json(refused)).toMatchObject({ code: 'RECON_NOT_RETRYABLE' });
    await served.stop();
  });
});
