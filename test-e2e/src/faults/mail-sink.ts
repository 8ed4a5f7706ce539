import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail server that keeps what it is given. */
export interface MailSink {
  /** What SMTP_URL is set to. */
  readonly url: string;
  /** The Message-ID of every mail that it took, in the order of their coming; a mail that is sent twice stands here twice. */
  readonly messageIds: readonly string[];
  readonly close: () => Promise<void>;
}

export async function startMailSink(): Promise<MailSink> {
  const messageIds: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, callback) {
      text(stream).then(
        (mail) => {
          messageIds.push(/^Message-ID: <(.+)>/im.exec(mail)?.[1] ?? 'a mail without Message-ID');
          callback();
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  // A sender that is killed breaks its connection; that is what these tests do.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    messageIds,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
