import type { ReportInput } from '../../render-report.ts';
import { grouped } from '../numbers.ts';
import { type Column, tableRow } from '../table.ts';
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
    write: ({ key, source_count, target_count, source_lines, target_lines }) =>
      tableRow(head, [
        keyCells(key),
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
