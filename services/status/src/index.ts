export { statusConfig, sweepConfig } from './config.ts';
export { createStatus, defaultStatusOptions, type StatusDeps, type StatusOptions } from './create-status.ts';
export { stateRetentionMs, statusOptionsOf } from './options-of-config.ts';
export { type RebuildResult, rebuild } from './rebuild.ts';
