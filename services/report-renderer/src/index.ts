export { reportRendererConfig } from './config.ts';
export { createReportRenderer, type ReportRendererDeps } from './create-report-renderer.ts';
export type { RenderTools } from './handle-files-reconciled.ts';
