import type { Mail } from '../mail/mail.ts';

export type SendResult =
  /** Handed over: whoever has it now is answerable for it. */
  | { readonly kind: 'accepted' }
  /** Certainly not handed over. `isFinal`: trying again cannot help. The reason is a word for the log, without an address. */
  | { readonly kind: 'refused'; readonly isFinal: boolean; readonly reason: string };

/** Whether an earlier try handed the mail over. */
export type SentBefore = 'yes' | 'no' | 'unknown' | 'too-early-to-tell';

/** A way for mails to leave. */
export interface MailTransport {
  readonly name: string;
  /** Throws when it cannot be known whether the mail was handed over, also where the signal cut it off in the middle. */
  readonly send: (mail: Mail, signal?: AbortSignal) => Promise<SendResult>;
  /** Asks for a mail whose try was last heard of `ageMs` ago. */
  readonly wasSent: (mail: Pick<Mail, 'tag'>, ageMs: number) => Promise<SentBefore>;
  readonly close: () => Promise<void>;
}
