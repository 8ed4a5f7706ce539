export { type ReportInput, renderReport } from './render-report.ts';
export { reportFileName, reportMediaType } from './report-file.ts';
export type { ResultReader } from './result-reader.ts';
