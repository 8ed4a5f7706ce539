import type { output } from 'zod';
import type { statusConfig } from './config.ts';
import { defaultStatusOptions, type StatusOptions } from './create-status.ts';

type Settings = Pick<
  output<typeof statusConfig>,
  | 'REPORT_RETENTION_DAYS'
  | 'SWEEP_INTERVAL_MS'
  | 'SWEEP_FIRST_MS'
  | 'SWEEP_LAST_MS'
  | 'SWEEP_MAX_PUBLISHES'
  | 'PURGE_AFTER_MS'
  | 'WALK_INTERVAL_MS'
>;

/** The options of the status service as the environment sets them. */
export function statusOptionsOf(settings: Settings): StatusOptions {
  return {
    ...defaultStatusOptions,
    retentionMs: settings.REPORT_RETENTION_DAYS * dayMs,
    sweepIntervalMs: settings.SWEEP_INTERVAL_MS,
    firstAfterMs: settings.SWEEP_FIRST_MS,
    lastAfterMs: settings.SWEEP_LAST_MS,
    maxPublishes: settings.SWEEP_MAX_PUBLISHES,
    purgeAfterMs: settings.PURGE_AFTER_MS,
    walkIntervalMs: settings.WALK_INTERVAL_MS,
  };
}

const dayMs = 86_400_000;

/** When a state may go that nobody deleted: after its reports and its tombstone, with a week between. */
export function stateRetentionMs({ REPORT_RETENTION_DAYS }: Pick<Settings, 'REPORT_RETENTION_DAYS'>): number {
  return (Math.max(REPORT_RETENTION_DAYS, 30) + 7) * dayMs;
}
