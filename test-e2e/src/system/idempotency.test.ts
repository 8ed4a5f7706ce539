import { describe, expect, it, vi } from 'vitest';
import { type Answer, json, request, result, type UploadOptions, upload } from '../support/client.ts';
import { mails } from '../support/mail.ts';
import { systemOfTests } from '../support/system.ts';
import { testTimeoutMs, until } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const source = 'id,value\n1,a\n2,b\n';
const target = 'id,value\n1,a\n2,c\n';
const system = systemOfTests();

/** With a key of its own for each test. */
function uploads(key: string): (more?: UploadOptions) => Promise<Answer> {
  return (more) =>
    upload(system().url, {
      source,
      target,
      fields: { email: 'ada@example.com' },
      headers: { 'idempotency-key': key },
      ...more,
    });
}

describe('two uploads with the same Idempotency-Key', () => {
  it('are one run with one mail when they come one after the other', async () => {
    const send = uploads('sequential');
    const first = await send();
    const second = await send();
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(json(second)).toEqual(json(first));
    await result(system().url, taskId(first));
    const third = await send();
    expect(json(third)).toEqual(json(first));
    await settled(taskId(first));
    expect(await mails(system().mailFolder, taskId(first))).toHaveLength(1);
  });

  it('are one run when they come at once: each is accepted with the same id or asked to try again', async () => {
    const send = uploads('parallel');
    const answers = await Promise.all(Array.from({ length: 8 }, () => send()));
    for (const answer of answers) {
      expect([202, 409]).toContain(answer.status);
      if (answer.status === 409) {
        expect(json(answer)).toMatchObject({ code: 'RECON_IDEMPOTENCY_IN_PROGRESS' });
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
    const last = await send();
    expect(last.status).toBe(202);
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted.length).toBeGreaterThan(0);
    expect(new Set([...accepted, last].map(taskId)).size).toBe(1);
    await settled(taskId(last));
    expect(await mails(system().mailFolder, taskId(last))).toHaveLength(1);
  });

  it.each<[string, UploadOptions]>([
    ['another field', { fields: { email: 'ada@example.com', key: 'id' } }],
    ['a field less', { fields: {} }],
    ['another report format', { fields: { email: 'ada@example.com', report_format: 'csv' } }],
    ['another file', { target: `${target}3,d\n` }],
  ])('are refused with 422 when the second has %s', async (what, changed) => {
    const send = uploads(`mismatch: ${what}`);
    const first = await send();
    expect(first.status).toBe(202);
    const second = await send(changed);
    expect(second.status).toBe(422);
    expect(json(second)).toMatchObject({ code: 'RECON_IDEMPOTENCY_MISMATCH' });
    expect(json(await send())).toEqual(json(first));
  });

  it('do not meet when the first was refused', async () => {
    const send = uploads('refused');
    expect((await send({ fields: { report_format: 'pdf' } })).status).toBe(400);
    expect((await send()).status).toBe(202);
  });

  it('without a key are two runs', async () => {
    const [one, two] = [await uploads('one')(), await uploads('two')()];
    expect(taskId(one)).not.toBe(taskId(two));
    const bare = { headers: {} };
    expect(taskId(await uploads('')(bare))).not.toBe(taskId(await uploads('')(bare)));
  });
});

function taskId(answer: Answer): string {
  return (json(answer) as { task_id: string }).task_id;
}

/** Waits until the mail of a run is out, or failed. */
function settled(id: string): Promise<unknown> {
  return until(`the mail about ${id}`, async () => {
    const { notification } = json(await request(`${system().url}/api/v1/reconciliations/${id}`)) as {
      notification: string;
    };
    return notification === 'sent';
  });
}
