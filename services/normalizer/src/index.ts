export { normalizerConfig } from './config.ts';
export { createNormalizer, type NormalizerDeps } from './create-normalizer.ts';
export type { InspectTools } from './handle-reconciliation-requested.ts';
