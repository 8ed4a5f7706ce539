import { gatewayProcessConfigSchema } from '@reconcyl/gateway';
import { normalizerConfig } from '@reconcyl/normalizer';
import { notifierConfig } from '@reconcyl/notifier';
import { reconcilerConfig } from '@reconcyl/reconciler';
import { reportRendererConfig } from '@reconcyl/report-renderer';
import { type ConfigRow, type ConfigSchema, describeConfig } from '@reconcyl/service-kit';
import { statusConfig } from '@reconcyl/status';

const schemas: Readonly<Record<string, ConfigSchema>> = {
  gateway: gatewayProcessConfigSchema,
  normalizer: normalizerConfig,
  reconciler: reconcilerConfig,
  'report-renderer': reportRendererConfig,
  notifier: notifierConfig,
  status: statusConfig,
};

export interface DocumentedVariable extends ConfigRow {
  /** Services whose variable of this name has these words, bounds and default. */
  readonly services: readonly string[];
}

/** The variables of all services, equal ones once, in the order of the services; one that differs a service stands once each. */
export function documentedVariables(): DocumentedVariable[] {
  const found = new Map<string, DocumentedVariable>();
  for (const [service, schema] of Object.entries(schemas)) {
    for (const row of describeConfig(schema)) {
      const identity = JSON.stringify(row);
      found.set(identity, { ...row, services: [...(found.get(identity)?.services ?? []), service] });
    }
  }
  return [...found.values()];
}

export const serviceNames = Object.keys(schemas);
