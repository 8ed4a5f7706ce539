import type { ReportInput } from '../../render-report.ts';
import { html } from '../markup.ts';
import { grouped } from '../numbers.ts';
import { type Column, tableRow } from '../table.ts';
import { visibleText } from '../visible-text.ts';
import { keyCells, keyNames, type Listing, section } from './section.ts';

/** One record against several of the other side that sum to it. */
export function groupListing(listing: Listing, reader: ReportInput['reader']): AsyncGenerator<string> {
  const head: Column[] = [
    { label: keyNames(listing.summary.key.columns) },
    { label: 'Source lines' },
    { label: 'Target lines' },
    { label: 'Column' },
    { label: 'Sum', isNumber: true },
    { label: 'How' },
  ];
  return section(listing, {
    id: 'groups',
    title: 'Records Matched in Groups',
    caption: 'Records whose amounts sum to one of the other side',
    unit: 'group',
    head,
    items: reader.eachGroup(),
    write: ({ key, by, source_lines, target_lines, column, sum, ambiguous }) =>
      tableRow(head, [
        keyCells(key),
        source_lines.join(', '),
        target_lines.join(', '),
        visibleText(column),
        grouped(sum),
        html`${by === 'key' ? 'one key' : 'found by their sum'}${
          ambiguous ? html` <span class="badge warn">ambiguous, not matched</span>` : undefined
        }`,
      ]),
  });
}
