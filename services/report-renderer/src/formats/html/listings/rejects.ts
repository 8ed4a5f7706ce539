import type { ReportInput } from '../../render-report.ts';
import { html } from '../markup.ts';
import { type Column, tableRow } from '../table.ts';
import { visibleText } from '../visible-text.ts';
import { type Listing, section } from './section.ts';

/** The lines that could not be read as records. */
export async function* rejectListing(listing: Listing, reader: ReportInput['reader']): AsyncGenerator<string> {
  const { counts } = listing.summary;
  const head: Column[] = [
    { label: 'Side' },
    { label: 'Line', isNumber: true },
    { label: 'Reason' },
    { label: 'The line as it stands in the file' },
  ];
  yield* section(listing, {
    id: 'rejects',
    title: 'Rejected Lines',
    emptyText: 'No rejected lines',
    caption: 'Lines that could not be read as records',
    total: counts.rejected_in_source + counts.rejected_in_target,
    unit: 'line',
    head,
    items: reader.eachReject(),
    write: ({ side, line, lines, reason, text }) =>
      tableRow(head, [
        side,
        lines === 1 ? line : `${line} to ${line + lines - 1}`,
        reason.replaceAll('_', ' '),
        html`<code>${visibleText(text)}</code>`,
      ]),
  });
}
