import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../mail/mail.ts';
import { createEmlOutbox } from './eml-outbox.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'));
});
afterEach(() => rm(folder, { recursive: true }));

const tag = '01890000-0000-7000-8000-000000000001.1';
const mail: Mail = {
  tag,
  messageId: `<${tag}@example.com>`,
  from: 'reconcyl@example.com',
  to: 'anna@example.com',
  date: new Date('2026-11-23T10:00:00Z'),
  subject: 'Reconciliation Report Completed',
  text: 'Dear Anna',
  html: '<p>Dear Anna</p>',
  attachment: {
    fileName: 'reconciliation_report.csv',
    mediaType: 'text/csv; charset=utf-8',
    content: Buffer.from('a,b'),
  },
};

describe('the outbox', () => {
  it('writes a mail as one file that any mail program opens', async () => {
    const outbox = await createEmlOutbox(folder);
    expect(await outbox.send(mail)).toEqual({ kind: 'accepted' });
    expect(await readdir(folder)).toEqual([`${tag}.eml`]);
    const text = await readFile(join(folder, `${tag}.eml`), 'utf8');
    for (const line of [
      'From: Reconcyl <reconcyl@example.com>',
      'To: anna@example.com',
      'Subject: Reconciliation Report Completed',
      `Message-ID: <${tag}@example.com>`,
      'Date: Mon, 23 Nov 2026 10:00:00 +0000',
      'Auto-Submitted: auto-generated',
      'Content-Type: text/csv; charset=utf-8; name=reconciliation_report.csv',
      'Content-Disposition: attachment; filename=reconciliation_report.csv',
      Buffer.from('a,b').toString('base64'),
    ]) {
      expect(text.split('\r\n')).toContain(line);
    }
  });

  it('writes it once, also when many try at once, and never changes it', async () => {
    const outbox = await createEmlOutbox(folder);
    await Promise.all(Array.from({ length: 10 }, () => outbox.send(mail)));
    const first = await readFile(join(folder, `${tag}.eml`));
    await outbox.send({ ...mail, subject: 'Another' });
    expect(await readdir(folder)).toEqual([`${tag}.eml`]);
    expect((await readFile(join(folder, `${tag}.eml`))).equals(first)).toBe(true);
  });

  it('makes the same bytes of the same mail', async () => {
    const other = join(folder, 'other');
    await (await createEmlOutbox(folder)).send(mail);
    await (await createEmlOutbox(other)).send(mail);
    expect(await readFile(join(other, `${tag}.eml`), 'utf8')).toBe(await readFile(join(folder, `${tag}.eml`), 'utf8'));
  });

  it('knows whether it wrote a mail', async () => {
    const outbox = await createEmlOutbox(folder);
    expect(await outbox.wasSent(mail, 0)).toBe('no');
    await outbox.send(mail);
    expect(await outbox.wasSent(mail, 0)).toBe('yes');
  });

  it('refuses a tag that could be a path', async () => {
    const outbox = await createEmlOutbox(folder);
    await expect(outbox.send({ ...mail, tag: '../x' })).rejects.toThrow('tag');
  });

  it('keeps line breaks in an address or subject out of the headers', async () => {
    const outbox = await createEmlOutbox(folder);
    await outbox.send({ ...mail, to: 'a@example.com\r\nBcc: b@example.com', subject: 'x\r\nBcc: c@example.com' });
    const text = await readFile(join(folder, `${tag}.eml`), 'utf8');
    expect(text).not.toMatch(/^Bcc:/im);
  });

  it('removes what a dead process left, and nothing that is being written', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.0123456789abcdef.tmp'), 'old');
    await utimes(join(folder, '.0123456789abcdef.tmp'), 0, 0);
    await writeFile(join(folder, '.fedcba9876543210.tmp'), 'young');
    await createEmlOutbox(folder);
    expect(await readdir(folder)).toEqual(['.fedcba9876543210.tmp']);
  });
});
