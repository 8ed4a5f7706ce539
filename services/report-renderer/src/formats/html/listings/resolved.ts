import type { Resolved } from '@reconcyl/contracts';
import type { ReportInput } from '../../render-report.ts';
import { type Column, tableRow } from '../table.ts';
import { visibleText } from '../visible-text.ts';
import { keyCells, keyNames, type Listing, section } from './section.ts';

const hows: Readonly<Record<Resolved['how'], string>> = {
  resolved: 'the files agree now',
  by_rule: 'the ruleset forgives or ignores it now',
  gone: 'its key is in neither file any more',
};

/** Breaks of the previous result that are no more. */
export function resolvedListing(listing: Listing, reader: ReportInput['reader']): AsyncGenerator<string> {
  const head: Column[] = [
    { label: keyNames(listing.summary.key.columns) },
    { label: 'Column' },
    { label: 'Was' },
    { label: 'Runs that showed it', isNumber: true },
    { label: 'How it was cleared' },
  ];
  return section(listing, {
    id: 'resolved',
    title: 'Cleared Since the Previous Run',
    caption: 'Breaks of the previous result that are no more',
    unit: 'break',
    head,
    items: reader.eachResolved(),
    write: ({ key, column, kind, age, how }) =>
      tableRow(head, [
        keyCells(key),
        column === undefined ? 'the whole record' : visibleText(column),
        kind.replaceAll('_', ' '),
        age,
        hows[how],
      ]),
  });
}
