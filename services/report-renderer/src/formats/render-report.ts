import type { ReportFormat } from '@reconcyl/contracts';
import { inChunks } from './chunks.ts';
import { renderCsv } from './csv/render-csv.ts';
import { renderHtml } from './html/render-html.ts';
import { renderJson } from './json/render-json.ts';
import type { ResultReader } from './result-reader.ts';

export interface ReportInput {
  /** Absent on the command line, where a run has no id. */
  readonly taskId?: string | undefined;
  readonly reader: ResultReader;
  /** `report`: where the other formats can be had; `?format=` is added to it. Without it a report names the formats only. */
  readonly links?: { readonly report?: string | undefined } | undefined;
}

/**
 * A report as a stream of text in chunks of about 64 kB. It is a pure function of the result: no clock, no locale, so the same
 * result gives the same bytes. The caller closes the reader.
 */
export function renderReport(format: ReportFormat, input: ReportInput): AsyncIterable<string> {
  return inChunks(renderers[format](input));
}

const renderers: Record<ReportFormat, (input: ReportInput) => AsyncIterable<string>> = {
  json: renderJson,
  csv: renderCsv,
  html: renderHtml,
};
