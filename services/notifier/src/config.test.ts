import { readConfig } from '@reconcyl/service-kit';
import { describe, expect, it } from 'vitest';
import { mailerSettings, notifierConfig } from './config.ts';

describe('the settings of mail', () => {
  it('keep every mail in the outbox until something else is set', () => {
    expect(mailerSettings(readConfig(notifierConfig, { DATA_DIR: '/data' }))).toEqual({
      outboxDir: '/data/mail',
      postmarkToken: undefined,
      smtpUrl: undefined,
      from: undefined,
      allowedDomains: [],
      whenUnsure: 'resend',
      attachmentMaxBytes: 5_000_000,
      perRecipientPerHour: 60,
      giveUpHours: 24,
    });
  });

  it('give a mail up long before the bus forgets its event', () => {
    const read = (hours: number) => readConfig(notifierConfig, { MAIL_GIVE_UP_HOURS: String(hours) });
    expect(read(240).MAIL_GIVE_UP_HOURS).toBe(240);
    expect(() => read(241)).toThrow('MAIL_GIVE_UP_HOURS');
  });

  it('refuse a sender that is not one address, and keep the secrets hidden', () => {
    expect(() => readConfig(notifierConfig, { MAIL_FROM: 'a@x.org, b@x.org' })).toThrow('MAIL_FROM');
    const wrong = () => readConfig(notifierConfig, { SMTP_URL: 'smtp//user:password@mail' });
    expect(wrong).toThrow(expect.objectContaining({ code: 'RECON_ENVIRONMENT_INVALID' }));
    expect(wrong).not.toThrow('password');
    const config = readConfig(notifierConfig, {
      SMTP_URL: 'smtp://user:password@mail',
      MAIL_ALLOWED_DOMAINS: 'a.org, b.org',
    });
    expect(JSON.stringify(config)).not.toContain('password');
    expect(config.MAIL_ALLOWED_DOMAINS).toEqual(['a.org', 'b.org']);
  });
});
