import {
  createLogger,
  createMetrics,
  dataPaths,
  readConfig,
  runMain,
  runUntilSignal,
  startHealthServer,
} from '@reconcyl/service-kit';
import { openBus, openObjectStore } from '@reconcyl/wiring';
import { mailerSettings, notifierConfig } from './config.ts';
import { closeMailer, createMailer } from './create-mailer.ts';
import { createNotifier } from './create-notifier.ts';

await runMain('notifier', async (keep) => {
  const config = readConfig(notifierConfig, process.env);
  const paths = dataPaths(config.DATA_DIR);
  const logger = createLogger({ service: 'notifier', level: config.LOG_LEVEL });
  const metrics = createMetrics('notifier');

  const mailer = await createMailer(mailerSettings(config, paths.mail));
  keep({ close: () => closeMailer(mailer) });
  const store = keep(await openObjectStore(config));
  const bus = keep(await openBus(config, { service: 'notifier', logger }));
  const notifier = createNotifier({ bus, store, logger, metrics, mailer, publicUrl: config.PUBLIC_URL });
  keep(await startHealthServer({ host: config.HOST, port: config.PORT, services: [notifier], metrics }));

  await runUntilSignal([notifier], { graceMs: config.GRACE_MS, logger });
});
