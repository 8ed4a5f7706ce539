import { html, type Markup, type MarkupValue } from './markup.ts';

export interface Column {
  readonly label: MarkupValue;
  readonly isNumber?: boolean;
}

export interface TableHead {
  /** Says what the table is to those who cannot see it, and to those who print it. */
  readonly caption: string;
  readonly columns: readonly Column[];
}

/** Opening of a table in a frame that scrolls by itself, also by keyboard, so that a wide table never widens the page. */
export function tableStart({ caption, columns }: TableHead): Markup {
  const wide = columns.length > 9 ? ' wide' : '';
  return html`<div class="frame${wide}" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ label, isNumber }) => html`<th scope="col"${numberClass(isNumber)}>${label}</th>`)}</tr></thead>
`;
}

export const tableEnd = html`</table></div>
`;

/** A whole table: the first cell of each row is its heading. */
export function table(head: TableHead, rows: readonly (readonly MarkupValue[])[]): Markup {
  return html`${tableStart(head)}<tbody>
${rows.map((row) => tableRow(head.columns, row))}</tbody>${tableEnd}`;
}

export function tableRow(columns: readonly Column[], [heading, ...cells]: readonly MarkupValue[]): Markup {
  return html`<tr><th scope="row"${numberClass(columns[0]?.isNumber)}>${heading}</th>${cells.map(
    (cell, index) => html`<td${numberClass(columns[index + 1]?.isNumber)}>${cell}</td>`,
  )}</tr>
`;
}

function numberClass(isNumber: boolean | undefined): Markup | undefined {
  return isNumber ? html` class="number"` : undefined;
}
