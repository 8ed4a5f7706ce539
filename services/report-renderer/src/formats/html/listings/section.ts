import type { Summary } from '@reconcyl/contracts';
import type { ReportInput } from '../../render-report.ts';
import { html, type Markup, type MarkupValue, toText } from '../markup.ts';
import { counted, grouped } from '../numbers.ts';
import { type Column, tableEnd, tableStart } from '../table.ts';
import { keyCell, visibleText } from '../visible-text.ts';

/** Most records that each section lists: a page that opens at once, whatever the result. */
export const recordLimit = 1000;

export interface Listing {
  readonly summary: Summary;
  readonly links: ReportInput['links'];
}

export interface SectionContent<Item> {
  readonly id: string;
  readonly title: string;
  /** Absent: a section that is empty is not there at all. */
  readonly emptyText?: string;
  readonly caption: string;
  /** Where the summary counts them. */
  readonly total?: number;
  readonly unit: string;
  readonly head: readonly Column[];
  readonly items: AsyncIterable<Item>;
  readonly write: (item: Item) => Markup;
  /** Whether `write` makes a row group of each item. */
  readonly ownGroups?: boolean;
}

/** A section with the table of its first records, or its empty text, and where the others are. */
export async function* section<Item>({ links }: Listing, content: SectionContent<Item>): AsyncGenerator<string> {
  const { id, title, caption, head, total, unit } = content;
  const start = html`<section aria-labelledby="${id}">\n<h3 id="${id}">${title}</h3>\n`;
  if (content.emptyText !== undefined) yield toText(start);
  let shown = 0;
  let hasMore = false;
  for await (const item of content.items) {
    hasMore = shown === recordLimit;
    if (hasMore) break;
    if (shown === 0 && content.emptyText === undefined) yield toText(start);
    if (shown === 0) yield toText(tableStart({ caption, columns: head }));
    if (shown === 0 && !content.ownGroups) yield '<tbody>\n';
    shown += 1;
    yield toText(content.write(item));
  }
  if (shown === 0 && content.emptyText === undefined) return;
  if (shown === 0 && total === 0) yield toText(html`<p class="none">${content.emptyText}</p>\n`);
  if (shown > 0) yield `${content.ownGroups ? '' : '</tbody>'}${toText(tableEnd)}`;
  if (hasMore || (total !== undefined && total > shown)) yield toText(moreLine(shown, total, unit, links));
  yield '</section>\n';
}

function moreLine(shown: number, total: number | undefined, unit: string, links: ReportInput['links']): Markup {
  const format = (name: string, label: string) =>
    links?.report === undefined
      ? html`${label} report`
      : html`<a href="${`${links.report}?format=${name}`}">${label} report</a>`;
  const others = total === undefined ? 'The others' : `The other ${grouped(total - shown)}`;
  return html`<p class="more">The first ${counted(shown, unit)}${total === undefined ? '' : ` of ${grouped(total)}`}. ${others} are in the ${format('csv', 'CSV')} and in the ${format('json', 'JSON')}.</p>\n`;
}

/** The names of a key's columns as one text. */
export function keyNames(columns: readonly string[]): MarkupValue {
  return columns.length === 0 ? 'Record' : joined(columns.map((name) => visibleText(name)));
}

/** The cells of a key as one text. */
export function keyCells(cells: readonly string[]): MarkupValue {
  return joined(cells.map(keyCell));
}

function joined(parts: readonly Markup[]): MarkupValue {
  return parts.map((part, index) => html`${index === 0 ? '' : ' · '}${part}`);
}

export function lineText(line: number | null): string {
  return line === null ? '–' : String(line);
}
