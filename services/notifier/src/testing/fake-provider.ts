import type { MailTransport } from '../transports/mail-transport.ts';

/** A provider that takes everything, and the addresses that it was given. */
export function fakeProvider() {
  const recipients: string[] = [];
  const provider: MailTransport = {
    name: 'fake',
    send: async ({ to }) => {
      recipients.push(to);
      return { kind: 'accepted' };
    },
    wasSent: async () => 'unknown',
    close: async () => undefined,
  };
  return { provider, recipients };
}
