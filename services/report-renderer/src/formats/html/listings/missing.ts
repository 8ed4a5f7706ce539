import type { Break, missingReasons, Summary } from '@reconcyl/contracts';
import { historyBadge } from '../history.ts';
import { html, type Markup, type MarkupValue } from '../markup.ts';
import { grouped } from '../numbers.ts';
import { type Column, tableRow } from '../table.ts';
import { keyCell, visibleText } from '../visible-text.ts';
import { keyCells, type Listing, lineText, section } from './section.ts';

/** Most columns of a file that are shown. */
const columnLimit = 100;

/** The records that one side lacks. */
export async function* missingListing(
  listing: Listing,
  kind: 'missing_in_target' | 'missing_in_source',
  breaks: AsyncIterable<Break>,
): AsyncGenerator<string> {
  const { summary } = listing;
  const side = kind === 'missing_in_target' ? 'source' : 'target';
  const words = kind === 'missing_in_target' ? 'Missing in Target' : 'Missing in Source';
  const all = summary.files[side].columns;
  const columns = all.slice(0, columnLimit).map((name) => ({ name, ...columnLook(summary, side, name) }));
  const head: Column[] = [
    { label: `${side === 'source' ? 'Source' : 'Target'} line`, isNumber: true },
    ...columns.map(({ name, isNumber }) => ({ label: visibleText(name), isNumber })),
    ...(all.length > columnLimit ? [{ label: `and ${grouped(all.length - columnLimit)} more columns` }] : []),
    { label: 'Why' },
  ];
  yield* section(listing, {
    id: kind.replaceAll('_', '-'),
    title: `Records ${words}`,
    emptyText: `No missing records in ${side === 'source' ? 'target' : 'source'}`,
    caption: `Records ${words.toLowerCase()}`,
    total: summary.counts[kind],
    unit: 'record',
    head,
    items: breaks,
    write: (item) => {
      const row = item[side] ?? [];
      const cells = columns.map(({ isKey }, index) => {
        const cell = row[index] ?? '';
        return isKey ? keyCell(cell) : visibleText(cell);
      });
      const line = lineText(side === 'source' ? item.source_line : item.target_line);
      const rest: MarkupValue[] = all.length > columnLimit ? ['…'] : [];
      return tableRow(head, [
        line,
        ...cells,
        ...rest,
        whyMissing(item, side === 'source' ? 'target' : 'source', summary),
      ]);
    },
  });
}

/** How a file's column is shown: amounts to the right, the key in bold. */
function columnLook(summary: Summary, side: 'source' | 'target', name: string) {
  const column = summary.columns.find((each) => (side === 'source' ? each.name : each.target_name) === name);
  return { isNumber: column?.kind === 'decimal', isKey: column?.is_key ?? false };
}

const reasonTexts: Readonly<Record<(typeof missingReasons)[number], string>> = {
  duplicate: 'left over of a duplicate key',
  duplicate_key: 'its key repeats, and the ruleset matches none of those',
  blank_key: 'its key is blank',
  rejected_on_other_side: 'a line with this key was rejected on the other side',
};

function whyMissing(
  { reason, near_miss: nearMiss, history }: Break,
  other: 'source' | 'target',
  summary: Summary,
): Markup {
  return html`${missingText(reason, summary)}${historyBadge(history)}${
    nearMiss === undefined
      ? undefined
      : html`<br><small>perhaps ${other} line ${nearMiss.line}, key ${keyCells(nearMiss.key)}: ${
          nearMiss.why === 'key' ? 'its key is one edit away, ' : ''
        }${grouped(nearMiss.agreeing_cells)} of ${grouped(nearMiss.compared_cells)} cells agree${
          nearMiss.ambiguous ? '; another one is as likely' : ''
        }</small>`
  }`;
}

function missingText(reason: Break['reason'], summary: Summary): string {
  if (reason !== undefined) return reasonTexts[reason];
  return summary.key.whole_row ? 'no equal row' : 'key not found';
}
