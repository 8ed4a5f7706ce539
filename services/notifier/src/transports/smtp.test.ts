import { once } from 'node:events';
import { type AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Mail } from '../mail/mail.ts';
import { createSmtpClient, createSmtpTransport, type SmtpClient } from './smtp.ts';

const mail: Mail = {
  tag: '01890000-0000-7000-8000-000000000001.1',
  messageId: '<01890000-0000-7000-8000-000000000001.1@example.com>',
  from: 'reconcyl@example.com',
  to: 'a@example.com,b@example.com',
  date: new Date(0),
  subject: 's',
  text: 't',
  html: 'h',
};

function failingWith(fields: Record<string, unknown>) {
  const client: SmtpClient = {
    sendMail: () => Promise.reject(Object.assign(new Error('x'), fields)),
    close: () => undefined,
  };
  return createSmtpTransport(client).send(mail);
}

describe('mail by SMTP', () => {
  it('gives the recipient as one object, never as a list', async () => {
    const sent: unknown[] = [];
    const client: SmtpClient = { sendMail: async (options) => sent.push(options), close: () => undefined };
    expect(await createSmtpTransport(client).send(mail)).toEqual({ kind: 'accepted' });
    expect(sent).toMatchObject([{ to: { name: '', address: mail.to }, messageId: mail.messageId }]);
  });

  it.each([
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, true],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, true],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450 }, false],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 553 }, false],
    [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, false],
    [{ code: 'ESOCKET', command: 'CONN', originalCode: 'ECONNREFUSED' }, false],
    [{ code: 'EDNS', command: 'CONN' }, false],
    [{ code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'CONNECT_TIMEOUT' }, false],
  ])('knows that %j means not taken', async (fields, isFinal) => {
    expect(await failingWith(fields)).toMatchObject({ kind: 'refused', isFinal });
  });

  it.each([
    { code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'SOCKET_TIMEOUT' },
    { code: 'ECONNECTION', command: 'CONN' },
    { code: 'ESOCKET', command: 'CONN', originalCode: 'ECONNRESET' },
    { code: 'ECONNECTION', command: 'CONN', responseCode: 421 },
  ])('leaves open what %j means', async (fields) => {
    await expect(failingWith(fields)).rejects.toThrow();
  });

  describe('with a server', () => {
    const closers: (() => Promise<void>)[] = [];
    afterEach(async () => {
      vi.restoreAllMocks();
      for (const close of closers.splice(0)) await close();
    });

    async function start(onData: NonNullable<SMTPServerOptions['onData']>) {
      const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], onData });
      server.on('error', () => undefined);
      const listening = server.listen(0, '127.0.0.1');
      await once(listening, 'listening');
      closers.push(() => new Promise((resolve) => server.close(() => resolve())));
      return createSmtpTransport(createSmtpClient(`smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`));
    }

    it('waits ten minutes for its answer, as the protocol asks', async () => {
      const setTimeout = vi.spyOn(Socket.prototype, 'setTimeout');
      const transport = await start((stream, _session, done) => stream.resume().on('end', () => done()));
      expect(await transport.send({ ...mail, to: 'a@example.com' })).toEqual({ kind: 'accepted' });
      expect(setTimeout.mock.calls.map(([ms]) => ms)).toContain(600_000);
    });

    it('hangs up when it is cut off, and leaves open what the server has', async () => {
      const controller = new AbortController();
      const transport = await start((stream) => stream.resume().on('end', () => controller.abort()));
      const sending = transport.send({ ...mail, to: 'a@example.com' }, controller.signal);
      await expect(sending).rejects.toThrow();
    });
  });

  it('cannot tell afterwards, and at first waits for another worker that may be at it', async () => {
    const transport = createSmtpTransport({ sendMail: async () => undefined, close: () => undefined });
    expect(await transport.wasSent(mail, 1000)).toBe('too-early-to-tell');
    expect(await transport.wasSent(mail, 120_000)).toBe('unknown');
  });
});
