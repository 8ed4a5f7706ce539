import { runService } from '@reconcyl/wiring';
import { mailerSettings, notifierConfig } from './config.ts';
import { checkSender, closeMailer, createMailer } from './create-mailer.ts';
import { createNotifier } from './create-notifier.ts';

await runService(
  'notifier',
  notifierConfig,
  async ({ config, keep, ports }) => {
    const mailer = await createMailer(mailerSettings(config));
    keep({ close: () => closeMailer(mailer) });
    return createNotifier({ ...ports, mailer, publicUrl: config.PUBLIC_URL });
  },
  { check: (config) => checkSender(mailerSettings(config)) },
);
