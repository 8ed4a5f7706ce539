import type { ReportInput } from '../../render-report.ts';
import { html } from '../markup.ts';
import { grouped } from '../numbers.ts';
import { type Column, tableRow } from '../table.ts';
import { visibleText } from '../visible-text.ts';
import { keyCells, keyNames, type Listing, section } from './section.ts';

/** The keys that stand on several records. */
export async function* duplicateListing(listing: Listing, reader: ReportInput['reader']): AsyncGenerator<string> {
  const { summary } = listing;
  const head: Column[] = [
    { label: keyNames(summary.key.columns) },
    { label: 'In source', isNumber: true },
    { label: 'In target', isNumber: true },
    { label: 'Source lines' },
    { label: 'Target lines' },
  ];
  yield* section(listing, {
    id: 'duplicates',
    title: 'Duplicate Keys',
    emptyText: 'No duplicate keys found',
    caption: 'Keys that stand on more than one record of a side',
    total: summary.counts.duplicate_keys,
    unit: 'key',
    head,
    items: reader.eachDuplicate(),
    write: ({ key, source_count, target_count, source_lines, target_lines, key_collision, sums_agree = [] }) =>
      tableRow(head, [
        html`${keyCells(key)}${key_collision === true ? html` <span class="badge warn">written apart</span>` : undefined}${
          sums_agree.length === 0
            ? undefined
            : html`<br><small>the sums of ${sums_agree.map((name, index) => html`${index === 0 ? '' : ', '}${visibleText(name)}`)} agree</small>`
        }`,
        grouped(source_count),
        grouped(target_count),
        lineList(source_lines, source_count),
        lineList(target_lines, target_count),
      ]),
  });
}

function lineList(lines: readonly number[], count: number): string {
  const shown = lines.slice(0, 20);
  const rest = count - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
}
