import { type Break, causeDescriptions } from '@reconcyl/contracts';
import { markedDifference } from '../difference.ts';
import { historyBadge } from '../history.ts';
import { html, type Markup } from '../markup.ts';
import { counted, grouped } from '../numbers.ts';
import type { Column } from '../table.ts';
import { visibleText } from '../visible-text.ts';
import { keyCells, keyNames, type Listing, lineText, section } from './section.ts';

/** Most differing cells of one record that are shown. */
const cellLimit = 50;

/** The records that differ: one row a differing cell, both values side by side. */
export async function* discrepancyListing(listing: Listing, breaks: AsyncIterable<Break>): AsyncGenerator<string> {
  const { summary } = listing;
  const head: Column[] = [
    { label: keyNames(summary.key.columns) },
    { label: 'Lines' },
    { label: 'Column' },
    { label: 'Source' },
    { label: 'Target' },
    { label: 'Cause' },
    { label: 'Target − source', isNumber: true },
  ];
  yield* section(listing, {
    id: 'discrepancies',
    title: 'Discrepancies',
    emptyText: 'No discrepancies found',
    caption: 'Differing cells by record',
    total: summary.counts.discrepancies,
    unit: 'record',
    head,
    items: breaks,
    write: discrepancyRows,
    ownGroups: true,
  });
}

function discrepancyRows(item: Break): Markup {
  const { key, source_line, target_line, differences, history, paired_by_order: byOrder } = item;
  const shown = differences.slice(0, cellLimit);
  const rest = differences.length - shown.length;
  const span = Math.max(shown.length, 1) + (rest > 0 ? 1 : 0);
  const record = html`<th scope="rowgroup" rowspan="${span}">${keyCells(key)}${historyBadge(history)}${
    byOrder === true ? html` <span class="badge">paired in order</span>` : undefined
  }</th><td rowspan="${span}" class="lines"><span class="side-name">source</span> ${lineText(source_line)}<br><span class="side-name">target</span> ${lineText(target_line)}</td>`;
  const rows = shown.map(({ column, source, target, cause, also = [], delta }, index) => {
    const values = markedDifference(source, target);
    return html`<tr>${index === 0 ? record : undefined}<th scope="row" class="column">${visibleText(column)}</th><td class="value">${values.source}</td><td class="value">${
      values.target
    }</td><td class="cause">${[cause, ...also].map((one) => causeDescriptions[one].label).join(', ')}</td><td class="number">${delta === undefined ? '' : deltaText(delta)}</td></tr>
`;
  });
  if (shown.length === 0) rows.push(html`<tr>${record}<td colspan="5"></td></tr>\n`);
  if (rest > 0) {
    rows.push(
      html`<tr><td colspan="5" class="more">${counted(rest, 'more differing cell')} of this record</td></tr>\n`,
    );
  }
  return html`<tbody class="record">${rows}</tbody>`;
}

/** `-3 d` and `1234.5` alike: only the number is grouped. */
function deltaText(delta: string): string {
  const [amount = '', ...unit] = delta.split(' ');
  return [grouped(amount), ...unit].join(' ');
}
