import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail } from '../mail/mail.ts';

/** What nodemailer needs of a mail. The recipient is an object: as text, `a@x,b@y` would be two. */
export function toMailOptions(mail: Mail) {
  const { messageId, from, to, date, subject, text, html, attachment, tag } = mail;
  return {
    from: { name: 'Reconcyl', address: from },
    to: { name: '', address: to },
    ...{ messageId, date, subject, text, html },
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments:
      attachment === undefined
        ? []
        : [{ filename: attachment.fileName, contentType: attachment.mediaType, content: attachment.content }],
    // The same mail is the same bytes.
    baseBoundary: createHash('sha256').update(tag).digest('hex').slice(0, 24),
    // Content comes from us alone, never from a path or an address in it.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The mail as it goes over the wire and into the outbox, with CRLF. */
export function toMime(mail: Mail): Promise<Buffer> {
  return new MailComposer(toMailOptions(mail)).compile().build();
}
