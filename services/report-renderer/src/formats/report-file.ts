import type { ReportFormat } from '@reconcyl/contracts';

const mediaTypes: Record<ReportFormat, string> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

/** The name under which a report is offered for download and attached to a mail. */
export function reportFileName(format: ReportFormat): string {
  return `reconciliation_report.${format}`;
}

export function reportMediaType(format: ReportFormat): string {
  return mediaTypes[format];
}
