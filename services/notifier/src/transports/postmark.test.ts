import { Errors } from 'postmark';
import { describe, expect, it } from 'vitest';
import type { Mail } from '../mail/mail.ts';
import { createPostmarkTransport, type PostmarkClient } from './postmark.ts';

const mail: Mail = {
  tag: '01890000-0000-7000-8000-000000000001.1',
  messageId: '<01890000-0000-7000-8000-000000000001.1@example.com>',
  from: 'reconcyl@example.com',
  to: 'anna@example.com',
  date: new Date(0),
  subject: 's',
  text: 't',
  html: 'h',
  attachment: { fileName: 'reconciliation_report.json', mediaType: 'application/json', content: Buffer.from('{}') },
};

function clientOf(parts: Partial<PostmarkClient>): PostmarkClient {
  return { sendEmail: async () => ({}), getOutboundMessages: async () => ({ Messages: [] }), ...parts };
}

describe('mail by Postmark', () => {
  it('sends one recipient, with the tag and the Message-ID by which the mail is known again', async () => {
    const sent: unknown[] = [];
    const client = clientOf({ sendEmail: async (message) => sent.push(message) });
    expect(await createPostmarkTransport(client).send(mail)).toEqual({ kind: 'accepted' });
    expect(sent).toMatchObject([
      {
        To: 'anna@example.com',
        Tag: mail.tag,
        Headers: expect.arrayContaining([{ Name: 'Message-ID', Value: mail.messageId }]),
        Attachments: [{ Name: 'reconciliation_report.json', ContentType: 'application/json', Content: 'e30=' }],
      },
    ]);
  });

  it.each(['a@example.com,b@example.com', 'a@example.com\r\nBcc: b@example.com', 'A <a@example.com>'])(
    'sends nothing to %j',
    async (to) => {
      const sent: unknown[] = [];
      const client = clientOf({ sendEmail: async (message) => sent.push(message) });
      await expect(createPostmarkTransport(client).send({ ...mail, to })).rejects.toThrow();
      expect(sent).toEqual([]);
    },
  );

  it.each([
    [300, 422, true],
    [406, 422, true],
    [429, 429, false],
    [10, 401, false],
    [0, 503, false],
  ])('knows that code %i with status %i means not taken', async (code, status, isFinal) => {
    const client = clientOf({ sendEmail: () => Promise.reject(new Errors.HttpError('x', code, status)) });
    expect(await createPostmarkTransport(client).send(mail)).toMatchObject({ kind: 'refused', isFinal });
  });

  it('leaves open what an answer of 500 or none at all means', async () => {
    for (const status of [500, 0]) {
      const client = clientOf({ sendEmail: () => Promise.reject(new Errors.PostmarkError('x', 0, status)) });
      await expect(createPostmarkTransport(client).send(mail)).rejects.toThrow();
    }
  });

  it('asks by tag whether a mail was sent, and believes a no only after a while', async () => {
    const asked: unknown[] = [];
    const found = clientOf({
      getOutboundMessages: async (filter) => {
        asked.push(filter);
        return { Messages: [{}] };
      },
    });
    expect(await createPostmarkTransport(found).wasSent(mail, 0)).toBe('yes');
    expect(asked).toEqual([{ tag: mail.tag, count: 1 }]);
    expect(await createPostmarkTransport(clientOf({})).wasSent(mail, 119_999)).toBe('too-early-to-tell');
    expect(await createPostmarkTransport(clientOf({})).wasSent(mail, 120_000)).toBe('no');
  });
});
