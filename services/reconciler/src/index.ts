export { reconcilerConfig } from './config.ts';
export { createReconciler, type ReconcilerDeps } from './create-reconciler.ts';
export type { ReconcileTools } from './handle-files-normalized.ts';
