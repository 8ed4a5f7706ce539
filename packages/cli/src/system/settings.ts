import { gatewayConfigSchema } from '@reconcyl/gateway';
import { normalizerConfig } from '@reconcyl/normalizer';
import { notifierConfig } from '@reconcyl/notifier';
import { reconcilerConfig } from '@reconcyl/reconciler';
import { reportRendererConfig } from '@reconcyl/report-renderer';
import { ConfigError, readConfig } from '@reconcyl/service-kit';
import { statusConfig } from '@reconcyl/status';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Settings = ReturnType<typeof readSettings>;

/** The settings of all services from one environment. Throws ConfigError with every problem of all of them at once. */
export function readSettings(env: Environment) {
  const problems = new Set<string>();
  const read = <Config>(readOne: () => Config): Config | undefined => {
    try {
      return readOne();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const { message } of error.problems) problems.add(message);
      return undefined;
    }
  };
  const gateway = read(() => readConfig(gatewayConfigSchema, env));
  const normalizer = read(() => readConfig(normalizerConfig, env));
  const reconciler = read(() => readConfig(reconcilerConfig, env));
  const renderer = read(() => readConfig(reportRendererConfig, env));
  const notifier = read(() => readConfig(notifierConfig, env));
  const status = read(() => readConfig(statusConfig, env));
  if (!gateway || !normalizer || !reconciler || !renderer || !notifier || !status) throw new ConfigError([...problems]);
  return { gateway, normalizer, reconciler, renderer, notifier, status };
}
