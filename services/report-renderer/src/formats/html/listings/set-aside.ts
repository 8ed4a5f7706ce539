import type { ReportInput } from '../../render-report.ts';
import { html } from '../markup.ts';
import { type Column, tableRow } from '../table.ts';
import { visibleText } from '../visible-text.ts';
import { type Listing, section } from './section.ts';

/** The rows that were not compared: repeated headers, closing totals, what is out of scope. */
export function setAsideListing(listing: Listing, reader: ReportInput['reader']): AsyncGenerator<string> {
  const head: Column[] = [
    { label: 'Side' },
    { label: 'Line', isNumber: true },
    { label: 'Reason' },
    { label: 'Cells as they stand in the file' },
  ];
  return section(listing, {
    id: 'set-aside',
    title: 'Rows Set Aside',
    caption: 'Rows that were read and not compared',
    unit: 'row',
    head,
    items: reader.eachSetAside(),
    write: ({ side, line, lines, reason, cells }) =>
      tableRow(head, [
        side,
        lines === 1 ? line : `${line} to ${line + lines - 1}`,
        reason.replaceAll('_', ' '),
        cells.map((cell, index) => html`${index === 0 ? '' : ' · '}${visibleText(cell)}`),
      ]),
  });
}
