export { mailConfig, mailerSettings, notifierConfig } from './config.ts';
export { closeMailer, createMailer, type MailerSettings } from './create-mailer.ts';
export { createNotifier, type NotifierDeps } from './create-notifier.ts';
export type { Mailer } from './mailer.ts';
