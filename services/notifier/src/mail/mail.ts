/** One mail, ready to be handed over. The same attempt of the same reconciliation gives the same mail. */
export interface Mail {
  /** `<task id>.<attempt>`: names the mail at a provider and in the outbox. */
  readonly tag: string;
  /** With its angle brackets. Depends on the tag alone, so a mail that is sent again can be recognised. */
  readonly messageId: string;
  readonly from: string;
  /** One address, never a list. */
  readonly to: string;
  readonly date: Date;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachment?: MailAttachment | undefined;
}

export interface MailAttachment {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** What a mail says, before it has a sender and a recipient. */
export type MailContent = Pick<Mail, 'subject' | 'text' | 'html'>;
